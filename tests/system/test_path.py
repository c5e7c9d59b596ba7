"""`aviary-bird selftest path` says what a path carries, or why nothing comes back."""

import json
import unittest

from tests.system.harness import processes
from tests.system.harness.site import ZONE, Site

UNREACHABLE = 3
CLEAN = {"name_octets": 255, "answers": "raw 1232", "over_tcp": False}
BOXES = (
    ((), CLEAN, None),
    (("--longest-name", "150"), {**CLEAN, "name_octets": 120}, "above 120 octets"),
    (("--alter", "without_edns"), {**CLEAN, "answers": "raw 512"}, "above 512 octets"),
    (("--alter", "truncated", "--streams"), {**CLEAN, "over_tcp": True}, "TC=1"),
)


class Path(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(processes.temporary_folder())
        self.site = self.enterContext(Site(folder, resolver=None))
        self.site.init_console()
        self.site.init_bird()

    def probe(self, resolver, *words):
        return processes.run([processes.program("aviary-bird"), "selftest", "path", "--data",
                              self.site.bird_folder, "--resolver", resolver, *words])

    def assert_fails(self, status, what, hint, resolver):
        got, out, err = self.probe(resolver)
        self.assertEqual((got, out), (status, ""), err)
        self.assertIn(what, err)
        self.assertIn(hint, err)

    def test_says_what_is_missing(self):
        nobody = f"127.0.0.1:{processes.free_port()}"
        self.assert_fails(1, "not registered yet", "aviary-bird register", nobody)
        self.site.start_console()
        self.site.register()
        self.assert_fails(UNREACHABLE, f"nobody answers for the zone {ZONE} through {nobody}",
                          "aviary-console dns check", nobody)

    def test_says_what_the_path_carries(self):
        self.site.start_console()
        self.site.register()
        for box, expected, advice in BOXES:
            with self.subTest(box=box):
                relay = self.site.start_relay_of(f"127.0.0.1:{processes.free_port()}",
                                                 self.site.name_server, list(box))
                try:
                    status, out, err = self.probe(relay.address, "--json")
                finally:
                    relay.stop()
                self.assertEqual(status, 0, err)
                found = json.loads(out)
                self.assertEqual({name: found[name] for name in expected}, expected)
                self.assertIn(advice or "", found.get("advice", ""))
                self.assertEqual("advice" in found, advice is not None)


if __name__ == "__main__":
    unittest.main()
