"""One touch becomes one alert, whatever goes wrong in between: the real programs, end to end."""

import socket
import time
import unittest

from tests.system import demo
from tests.system.harness import dns_capture, processes
from tests.system.harness.site import ZONE, Site

ATTEMPTS = demo.ATTEMPTS


class OneTouch(unittest.TestCase):
    def site(self, **options):
        folder = self.enterContext(processes.temporary_folder())
        site = self.enterContext(Site(folder, heartbeat="5s", **options))
        site.start()
        return site

    def expect_one_alert(self, site, seconds=120):
        """One incident with all reports, and one signed alert about it."""
        incident = site.wait_for_incident(ATTEMPTS, seconds)
        processes.wait_until(site.receiver.accepted, 30, "an alert")
        time.sleep(demo.SETTLE_SECONDS)
        self.assertEqual(demo.faults_of_incident(incident, site.ssh), [])
        self.assertEqual(demo.faults_of_alerts(site.receiver.requests), [])
        self.assertEqual(len(site.incidents()), 1)

    def test_on_a_good_day(self):
        site = self.site()
        site.touch()
        self.expect_one_alert(site)

    def test_with_30_percent_loss_each_way_doubles_and_reordering(self):
        site = self.site(relay_options=["--loss", "0.3", "--duplicate", "0.1", "--reorder", "0.2",
                                        "--delay", "20", "--seed", "7"])
        site.touch()
        self.expect_one_alert(site)

    def test_the_console_is_killed_and_comes_back(self):
        site = self.site()
        site.console.kill()
        site.touch()
        site.start_console()
        self.expect_one_alert(site)

    def test_the_console_is_killed_after_the_touch(self):
        site = self.site()
        site.touch()
        site.console.kill()
        site.start_console()
        self.expect_one_alert(site)

    def test_the_bird_is_killed_after_the_touch(self):
        site = self.site()
        site.console.kill()
        site.touch()
        time.sleep(1)
        site.bird.kill()
        site.start_console()
        site.start_bird()
        self.expect_one_alert(site)

    def test_a_bird_that_is_told_to_end_keeps_the_touch_in_hand(self):
        site = self.site()
        host, port = site.ssh.split(":")
        with socket.create_connection((host, int(port)), timeout=10) as scanner:
            scanner.recv(100)
            scanner.sendall(b"SSH-2.0-scanner\r\n")
            scanner.recv(100)  # the decoy has read who we are, and waits for more
            self.assertEqual(site.bird.stop(), 0)
        site.start_bird()
        processes.wait_until(lambda: len(site.incidents()) == 1, 30, "the touch")

    def test_a_bird_asks_only_for_text_below_its_zone(self):
        folder = self.enterContext(processes.temporary_folder())
        capture = folder / "capture"
        site = self.enterContext(
            Site(folder, relay_options=["--capture", str(capture)], heartbeat="5s"))
        site.start()
        site.touch()
        self.expect_one_alert(site)
        seen = dns_capture.summarise(dns_capture.read(capture), ZONE)
        self.assertGreater(seen.queries, ATTEMPTS)
        self.assertEqual(set(seen.qtypes), {"TXT"})
        self.assertEqual(sum(seen.requests.values()), seen.queries)
