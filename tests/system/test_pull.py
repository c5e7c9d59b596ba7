"""`selftest pull` brings the console's test object, and goes on where it was cut off."""

import hashlib
import json
import unittest

from tests.system.harness import processes
from tests.system.harness.resolvers import unbound
from tests.system.harness.site import Site

OCTETS = 1 << 20
OK, FAILED, USAGE, UNREACHABLE = 0, 1, 2, 3


def test_object():
    """As docs/PROTOCOL.md, section 6, has it."""
    words = ((i * 0x9E3779B97F4A7C15 + 1) % (1 << 64) for i in range(OCTETS // 8))
    return b"".join(word.to_bytes(8, "big") for word in words)


class Pull(unittest.TestCase):
    def site(self, **how):
        self.folder = self.enterContext(processes.temporary_folder())
        site = self.enterContext(Site(self.folder, **how))
        site.init_console()
        site.start_console()
        site.start_resolver()
        site.init_bird()
        site.register()
        return site

    def words(self, site, *more):
        asked = (site.relay or site.resolver).address
        return [processes.program("aviary-bird"), "selftest", "pull", "--data", site.bird_folder,
                "--resolver", asked, "--json", *more]

    def pull(self, site, *more, seconds=120):
        status, out, err = processes.run(self.words(site, *more), seconds=seconds)
        self.assertEqual(status, OK, err)
        return json.loads(out)

    def test_through_a_resolver(self):
        told = self.pull(self.site(resolver=unbound.start))
        self.assertEqual((told["octets"], told["segments_before"]), (OCTETS, 0))
        self.assertLess(told["queries"], 1.2 * told["segments"])

    def test_through_loss(self):
        site = self.site(relay_options=["--loss", "0.3", "--delay", "20", "--seed", "3"],
                         resolver=unbound.start)
        self.assertEqual(self.pull(site)["segments_before"], 0)

    def test_what_was_cut_off_goes_on(self):
        site = self.site(relay_options=["--delay", "20"], resolver=unbound.start)
        target = self.folder / "object"
        part = self.folder / "object.part"
        program = processes.Program(self.words(site, "--to", target, "--window", "8"))
        processes.wait_until(lambda: part.exists() and part.stat().st_size > OCTETS / 4, 60,
                             "a quarter of it is there")
        program.kill()
        self.assertFalse(target.exists())
        told = self.pull(site, "--to", target)
        self.assertGreater(told["segments_before"], told["segments"] / 5)
        self.assertLess(told["queries"], told["segments"] * 0.9)
        self.assertEqual(hashlib.sha256(target.read_bytes()).hexdigest(),
                         hashlib.sha256(test_object()).hexdigest())
        self.assertFalse(part.exists())
        status, _, err = processes.run(self.words(site, "--to", target))
        self.assertEqual(status, FAILED)
        self.assertIn("is there already", err)

    def test_a_console_that_goes_away(self):
        site = self.site(relay_options=["--delay", "20"], resolver=None)
        part = self.folder / "object.part"
        program = processes.Program(
            self.words(site, "--to", self.folder / "object", "--window", "4"))
        processes.wait_until(lambda: part.exists() and part.stat().st_size > OCTETS / 8, 60,
                             "an eighth of it is there")
        site.console.kill()
        self.assertEqual(program.wait(120), UNREACHABLE)
        self.assertIn("nobody answers any more", program.stderr())

    def test_a_window_of_none(self):
        site = self.site(resolver=unbound.start)
        status, _, err = processes.run(self.words(site, "--window", "0"))
        self.assertEqual(status, USAGE)
        self.assertIn("--window", err)


if __name__ == "__main__":
    unittest.main()
