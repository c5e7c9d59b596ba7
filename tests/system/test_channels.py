"""What a person learns of a webhook whose receiver does not take its alerts, and then does."""

import json
import unittest

from tests.system.harness import processes
from tests.system.harness.site import site_of

FAILED = 1


class Channels(unittest.TestCase):
    def setUp(self):
        self.site = site_of(self)
        self.site.init_console()
        self.site.start_console()
        self.site.start_receiver()

    def channel(self):
        listed = json.loads(self.site.on_console("channels", "list", "--json"))["channels"]
        self.assertEqual(len(listed), 1)
        return listed[0]

    def test_a_receiver_that_fails_is_seen_to_fail_and_then_to_take(self):
        self.site.receiver.failures = iter(["500"])
        self.site.add_webhook_channel()
        self.assertEqual(self.channel()["state"], "untried")
        name = self.channel()["channel"]
        status, out, err = processes.run(
            [processes.program("aviary-console"), "channels", "test", name, "--data",
             self.site.console_folder])
        self.assertEqual((status, out), (FAILED, ""))
        self.assertIn("the receiver did not take it: HTTP 500", err)
        shown = self.channel()
        self.assertEqual((shown["state"], shown["last_result"], shown["failures"]),
                         ("fails", "HTTP 500", 1))

        taken = json.loads(self.site.on_console("channels", "test", name, "--json"))
        self.assertEqual(taken["result"], "delivered")
        shown = self.channel()
        self.assertEqual((shown["state"], shown["failures"]), ("delivers", 0))

    def test_a_second_channel_to_one_receiver_is_pointed_out(self):
        add = ("channels", "add", "webhook", "--json", "--url", self.site.receiver.url())
        first = json.loads(self.site.on_console(*add))
        self.assertNotIn("note", first)
        second = json.loads(self.site.on_console(*add))
        self.assertIn(first["channel"], second["note"])


if __name__ == "__main__":
    unittest.main()
