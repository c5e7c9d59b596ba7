"""A flock of real birds against a real console, with a fifth of the datagrams lost each way."""

import json
import re
import unittest

from tests.system.harness import processes
from tests.system.harness.site import Site

BIRDS, SECONDS, INTERVAL, LOSS = 200, 10, 5, 0.2
# A bird whose first queries are all lost falls silent and asks ever more rarely.
SECONDS_MAX = 700


class Load(unittest.TestCase):
    def run_load(self, site, *options, seconds=SECONDS_MAX):
        return processes.run(
            [processes.program("aviary-sim"), "load", "--console", site.dns, "--data",
             site.console_folder, *options], seconds=seconds)

    def test_every_report_arrives_once(self):
        with processes.temporary_folder() as folder, Site(folder) as site:
            site.init_console()
            site.start_console()
            file = folder / "load.json"
            status, out, err = self.run_load(
                site, "--birds", BIRDS, "--seconds", SECONDS, "--interval", INTERVAL,
                "--loss", LOSS, "--json", file)
            self.assertEqual(status, 0, out + err)
            told = json.loads(file.read_text())
            self.assertEqual(
                (told["reports_stored"], told["reports_acknowledged"], told["reports_in_console"]),
                (BIRDS, BIRDS, BIRDS))
            self.assertEqual((told["lost"], told["twice"], told["without_incident"],
                              told["in_two_incidents"]), (0, 0, 0, 0))
            self.assertIn("0 lost, 0 twice, 0 in no incident, 0 in two", out)
            self.assertEqual(sum(told["latency_bucket_count"]), BIRDS)
            self.check_path(told)
            self.check_against_console(site)

    def check_path(self, told):
        """The relay lost what it was to lose, and birds asked again for it."""
        self.assertAlmostEqual(told["lost_up"] / told["queries"], LOSS, delta=0.05)
        arrived = told["answers"] + told["lost_down"]
        self.assertAlmostEqual(told["lost_down"] / arrived, LOSS, delta=0.05)
        self.assertGreater(told["retries"], told["queries"] * 0.1)
        self.assertGreater(told["heartbeats_answered"], told["heartbeats_sent"] * 0.9)
        self.assertGreaterEqual(len(told["series"]["queries"]), SECONDS - 1)
        self.assertGreater(told["console_cpu_seconds"], 0)
        self.assertGreater(told["console_rss_after_mib"], 1)

    def check_against_console(self, site):
        """What the program says of the console is what the console's own command line says."""
        birds = site.ask_console("birds", "list")["birds"]
        self.assertEqual(len(birds), BIRDS)
        self.assertEqual(sum(bird["reports_count"] for bird in birds), BIRDS)

    def test_without_a_console_it_says_so(self):
        with processes.temporary_folder() as folder, Site(folder) as site:
            site.init_console()
            status, _, err = self.run_load(site, "--birds", 1, seconds=30)
            self.assertEqual(status, 1)
            self.assertIn("no console is running", err)

    def test_reports_that_do_not_arrive_make_it_fail(self):
        with processes.temporary_folder() as folder, Site(folder) as site:
            site.init_console()
            site.start_console()
            status, out, _ = self.run_load(
                site, "--birds", 20, "--seconds", 1, "--interval", 5, "--loss", 0.95,
                "--wait", 1, seconds=120)
            self.assertEqual(status, 1)
            missing = re.search(r"missing +(\d+) of 20 reports are not acknowledged", out)
            self.assertIsNotNone(missing, out)
            self.assertGreater(int(missing[1]), 10)


if __name__ == "__main__":
    unittest.main()
