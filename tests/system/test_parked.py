"""One fragment that never passes: three more sends, then the report is parked, and not lost."""

import time
import unittest

from tests.system.harness import dns_capture, intake, overlay_name, processes
from tests.system.harness.site import ZONE, Site

ALONE = True  # a slow answer is asked for again, and queries are counted here

STUCK = 3
PAUSES = (1.0, 2.0, 4.0)  # between the sends when nothing else is under way any more
ANSWERED = 0.1  # after so long everything that left is answered, on loopback
OCTETS = 1024


class Parked(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(processes.temporary_folder())
        self.capture = folder / "capture"
        self.site = self.enterContext(Site(
            folder, heartbeat="15s", resolver=None, probes=False,
            relay_options=["--drop", f"type=fragment,index={STUCK}", "--capture",
                           str(self.capture)]))
        self.site.start()

    def sends(self):
        """(counter, index) -> when each fragment was sent, seconds since 1970."""
        found = {}
        for datagram in dns_capture.read(self.capture):
            question = overlay_name.question_of(datagram.payload)
            request = overlay_name.request_of(question, ZONE)
            if not question.answer and request.type == "fragment":
                found.setdefault((request.counter, request.index), []).append(datagram.at)
        return found

    def stuck(self):
        """The sends of the stuck fragment, by message."""
        return {counter: times for (counter, index), times in self.sends().items()
                if index == STUCK}

    def wait_until_parked(self, times):
        processes.wait_until(
            lambda: self.site.bird_status()["queue"]["parked"] >= times, 60, "the report is parked")

    def test_three_more_sends_then_parked_then_offered_again(self):
        report = intake.store(self.site.intake, intake.report_of(1, OCTETS))
        self.wait_until_parked(1)
        (counter, times), = self.stuck().items()
        # While others are under way it goes again with them; then it is the only one missing.
        others = max(at for (_, index), sends in self.sends().items() if index != STUCK
                     for at in sends)
        rounds = [at for at in times if at > others + ANSWERED]
        self.assertEqual(len(rounds), len(PAUSES), times)
        before = [times[times.index(rounds[0]) - 1]] + rounds
        for pause, left, right in zip(PAUSES, before, before[1:]):
            self.assertAlmostEqual(right - left, pause, delta=0.4)

        # A report that fits one query passes meanwhile; the stuck one comes back by itself.
        small = intake.store(self.site.intake, intake.report_of(2))
        self.wait_until_parked(3)
        sends = self.stuck()[counter]
        self.assertGreaterEqual(len(sends), len(times) + 2 * len(PAUSES),
                                [round(at - sends[0], 2) for at in sends])
        self.assertEqual([found["id"] for found in self.site.reports()], [small])

        # And at the next boot, under a counter of its own. Once it may pass it arrives.
        self.site.bird.kill()
        self.site.start_bird()
        processes.wait_until(lambda: len(self.stuck()) == 2, 30, "the report is sealed anew")
        self.site.restart_relay([])
        self.site.wait_for_reports(2, 90)
        self.assertEqual(sorted(found["id"] for found in self.site.reports()),
                         sorted([report, small]))
