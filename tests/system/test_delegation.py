"""`dns check` says whether the world finds the console's zone, and what is missing."""

import json
import os
import unittest

from tests.system.harness import processes
from tests.system.harness.site import ZONE, Site

OK, FAILED = 0, 1


@unittest.skipUnless(os.geteuid() == 0, "name servers listen on port 53")
class Delegation(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(processes.temporary_folder())
        self.site = self.enterContext(Site(folder, iterates=True))
        self.site.init_console()
        self.site.start_console()
        self.site.start_resolver()
        self.address = self.site.name_server.split(":")[0]

    def check(self, *words):
        """(exit code, what was found) with the site's resolver."""
        status, out, _ = processes.run([
            processes.program("aviary-console"), "dns", "check", "--json",
            "--resolver", self.site.resolver.address, *words])
        return status, json.loads(out)

    def check_console(self):
        return self.check("--data", self.site.console_folder)

    def found(self, report, state):
        return [one["what"] for one in report["findings"] if one["state"] == state]

    def test_a_zone_that_is_delegated(self):
        status, report = self.check_console()
        self.assertEqual((status, report["delegated"]), (OK, True), report)
        self.assertEqual(self.found(report, "wrong"), [])
        self.assertEqual(self.found(report, "ok"), [
            f"ns1.{ZONE} ({self.address}) answers over UDP and TCP",
            f"the root zone delegates {ZONE} to this console",
            f"a name below {ZONE} reaches the console through {self.site.resolver.address}"])
        self.assertEqual(report["records"], [f"{ZONE}. NS ns1.{ZONE}.",
                                             f"ns1.{ZONE}. A {self.address}"])

    def test_a_console_that_is_down(self):
        self.site.console.stop()
        status, report = self.check_console()
        self.assertEqual((status, report["delegated"]), (FAILED, False))
        wrong = self.found(report, "wrong")
        for protocol in ("UDP", "TCP"):
            self.assertIn(f"ns1.{ZONE} ({self.address}) does not answer over {protocol}: "
                          "Connection refused", wrong)
        self.assertEqual(len(wrong), 3, wrong)
        self.assertTrue(wrong[2].startswith("the resolver "), wrong[2])

    def test_a_zone_that_nobody_delegates(self):
        other = "c.example.org"
        status, report = self.check("--zone", other, "--ns", f"ns1.{other}={self.address}")
        self.assertEqual((status, report["delegated"]), (FAILED, False))
        wrong = self.found(report, "wrong")
        self.assertIn(f"the root zone does not delegate {other}", wrong)
        self.assertIn(f"ns1.{other} ({self.address}) answers over UDP, but does not speak for "
                      f"{other}", wrong)

    def test_an_address_that_the_zone_above_does_not_know(self):
        elsewhere = "127.53.99.99"
        status, report = self.check("--zone", ZONE, "--ns", f"ns1.{ZONE}={elsewhere}")
        self.assertEqual(status, FAILED)
        self.assertIn(f"the root zone says that ns1.{ZONE} has the address {self.address}; the "
                      f"console has {elsewhere}", self.found(report, "wrong"))

    def test_who_asks_for_no_zone_is_told_how(self):
        status, _, err = processes.run([processes.program("aviary-console"), "dns", "check"])
        self.assertEqual(status, 2)
        self.assertIn("--data DIR, or --zone and --ns", err)


if __name__ == "__main__":
    unittest.main()
