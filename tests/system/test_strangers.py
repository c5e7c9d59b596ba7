"""Strangers at port 53: what they replay and forge changes nothing, and costs nobody anything."""

import random
import socket
import time
import unittest

from tests.system.harness import dns_capture, intake, overlay_name, processes
from tests.system.harness.site import ZONE, Site

MORE_OCTETS_MAX = 80
FORGERIES = 3000
LARGE = 3000


class Strangers(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(processes.temporary_folder())
        self.capture = folder / "capture"
        self.site = self.enterContext(Site(
            folder, heartbeat="5s", resolver=None, probes=False,
            relay_options=["--capture", str(self.capture)]))
        self.site.start()
        for number in range(4):
            intake.store(self.site.intake, intake.report_of(number, octets=LARGE * (number % 2)))
        self.site.wait_for_reports(4, 30)
        processes.wait_until(self.site.receiver.accepted, 30, "an alert")
        self.site.wait_until_delivered(30)
        self.site.bird.stop()
        time.sleep(1)
        self.chance = random.Random(7)

    def queries(self):
        """(octets, request) of every query that the bird sent."""
        found = []
        for datagram in dns_capture.read(self.capture):
            question = overlay_name.question_of(datagram.payload)
            if not question.answer:
                found.append((datagram.payload, overlay_name.request_of(question, ZONE)))
        return found

    def ask(self, packets):
        """Sends each and yields (packet, answer or None), a few under way at a time."""
        host, port = self.site.dns.split(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.connect((host, int(port)))
            stranger.settimeout(1)
            for packet in packets:
                stranger.send(packet)
                try:
                    yield packet, stranger.recv(4096)
                except TimeoutError:
                    yield packet, None

    def facts(self):
        """All that could have changed: the log, and what the receiver of alerts was told."""
        return (self.site.on_console("log", "dump"), self.site.ask_console("birds", "list"),
                len(self.site.receiver.requests))

    def forged(self, query, request):
        """The bird's own query with another name: its tag and counter, and noise for the rest."""
        rest = self.chance.randbytes(len(request.sealed))
        name = overlay_name.name_of(
            request.type, ZONE, tag=request.tag, counter=request.counter + self.chance.randrange(3),
            number=(request.index << 12 | request.last).to_bytes(3, "big")
            if request.type == "fragment" else b"",
            salt=self.chance.randrange(32),
            rest=(self.chance.randbytes(8) if request.type == "fragment" else b"") + rest)
        return overlay_name.query_of(name, number=self.chance.randrange(65536))

    def test_a_replayed_capture_changes_nothing(self):
        before = self.facts()
        queries = [query for query, _ in self.queries()]
        self.assertGreater(len(queries), 40)
        for _ in range(2):
            answered = [answer for _, answer in self.ask(queries) if answer is not None]
            self.assertEqual(len(answered), len(queries), "nobody is left without an answer")
            self.chance.shuffle(queries)
        self.assertEqual(self.facts(), before)

        # A console that was started anew knows its log alone, and believes no more than before.
        self.site.console.kill()
        self.site.start_console()
        for _ in self.ask(queries):
            pass
        time.sleep(1)
        after = self.facts()
        self.assertEqual(after[0], before[0])
        self.assertEqual(after[2], before[2])

    def test_forged_requests_of_a_known_bird_change_nothing(self):
        before = self.facts()
        whole = [(query, request) for query, request in self.queries()
                 if request.type in ("fragment", "one_shot")]
        forgeries = [self.forged(*self.chance.choice(whole)) for _ in range(FORGERIES)]
        for packet, answer in self.ask(forgeries):
            self.assertIsNotNone(answer)
            self.assertLessEqual(len(answer), len(packet) + MORE_OCTETS_MAX)
        self.assertEqual(self.facts(), before)

        # And the bird that they speak for is heard as before.
        self.site.start_bird()
        self.assertIsNotNone(intake.store(self.site.intake, intake.report_of(9, LARGE)))
        self.site.wait_for_reports(5, 30)


if __name__ == "__main__":
    unittest.main()
