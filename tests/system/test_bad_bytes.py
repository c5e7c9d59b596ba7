"""What an attacker types arrives as it was typed, however odd, and breaks nothing on the way."""

import json
import unittest

import paramiko

from tests.system.harness import intake, processes
from tests.system.harness.site import Site

MARKUP = b'\xff"</script><img src=x onerror=alert(1)>\r\n'
# Behind a NUL the decoy sees nothing: its library hands texts out as C strings (docs/DECOYS.md).
USERS = {b"\xff\x00\"</script>": r"\xff", MARKUP:
         r'\xff"</script><img src=x onerror=alert(1)>\x0d\x0a'}
LONG = 64 * 1024


def log_in(address, user, password):
    """One attempt with these very octets, which OpenSSH's client would not send. It is refused."""
    host, port = address.split(":")
    transport = paramiko.Transport((host, int(port)))
    try:
        transport.start_client(timeout=30)
        transport.auth_password(user, password, fallback=False)
        raise AssertionError("the decoy let somebody in")
    except paramiko.AuthenticationException:
        pass
    finally:
        transport.close()


class BadBytes(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(processes.temporary_folder())
        self.site = self.enterContext(Site(folder, heartbeat="5s"))
        self.site.start()

    def logins(self, count):
        self.site.wait_for_reports(count, 60)
        return [report for report in self.site.reports() if report["logtype"] == 4002]

    def test_odd_user_names_and_a_password_of_64_kib(self):
        for user in USERS:
            log_in(self.site.ssh, user, b"\x1b[2J\xe2\x80\xae" + user)
        log_in(self.site.ssh, b"root", b"x" * (LONG - 1) + b"\xff")
        odd = self.logins(3)
        found = {report["logdata"]["USERNAME"]: report for report in odd}
        self.assertEqual(set(found), set(USERS.values()) | {"root"})
        for shown in USERS.values():
            self.assertEqual(found[shown]["logdata"]["PASSWORD"],
                             r"\x1b[2J\xe2\x80\xae" + shown)
            self.assertEqual(found[shown]["escaped"],
                             ["/logdata/PASSWORD", "/logdata/USERNAME"])
            self.assertNotIn("truncated", found[shown])
        long = found["root"]
        self.assertTrue(long["truncated"])
        self.assertGreater(len(long["logdata"]["PASSWORD"]), LONG - 1024)
        self.assertEqual(set(long["logdata"]["PASSWORD"]), {"x"})

        # Every alert about them is JSON and signed, and what comes later still arrives.
        processes.wait_until(self.site.receiver.accepted, 30, "an alert")
        for request in self.site.receiver.requests:
            self.assertTrue(request["verified"])
            json.loads(request["body"])
        self.site.touch("later", "hunter2", 1)
        self.assertIn("later", {report["logdata"]["USERNAME"] for report in self.logins(4)})
        self.assertTrue(self.site.bird.running() and self.site.console.running())

    def test_odd_texts_at_the_intake(self):
        report = intake.report_of(1)
        report["logdata"] = {"PASSWORD": "a\x00b\u202e\x1b", "<script>\x00": ["\x7f", {"\x01": 1}]}
        report["node_id"] = "n" * 300
        report["id"] = report["arrived"] = "hides what the console knows"
        self.assertIsNotNone(intake.store(self.site.intake, report))
        for line in (b"\xff\xfe\n", b"{}\n", b"[" * 5000 + b"\n", b"x" * 300_000 + b"\n"):
            self.assertEqual(intake.answer_to(self.site.intake, line)["result"], "error")
        odd, = self.logins(1)
        self.assertEqual(odd["logdata"]["PASSWORD"], r"a\x00b\xe2\x80\xae\x1b")
        self.assertIn(r"<script>\x00", odd["logdata"])
        self.assertTrue(odd["truncated"])
        self.assertEqual(len(odd["node_id"]), 255)
        self.assertNotIn("hides", odd["id"] + odd["arrived"])
        self.assertIsNotNone(intake.store(self.site.intake, intake.report_of(2)))
        self.assertEqual(len(self.logins(2)), 2)


if __name__ == "__main__":
    unittest.main()
