"""The wire, counted at the bird's own socket: how many queries, and what they show."""

import base64
import collections
import time
import unittest

from tests.system.harness import dns_capture, intake, overlay_name, processes
from tests.system.harness.site import ZONE, Site

ALONE = True  # a slow answer is asked for again, and queries are counted here

NAME, LOCATION = "fileserver-cape-twn2", "Cape Town DC1 row 42"
USER, PASSWORD = "administrator.of.it", "Tr0ub4dor-and-3-horses"
LONGEST = 20  # octets of a name and of a location that a heartbeat brings


def shown_octets(datagram):
    """All that an observer can make of a datagram without a key: as it is, and its name decoded.

    Resolvers may change the case of a name, and Base32 does not tell cases apart: compare lower.
    """
    yield datagram.payload.lower()
    question = overlay_name.question_of(datagram.payload)
    if question is None:
        return
    labels = question.labels[:-len(ZONE.split("."))]
    text = "".join(reversed(labels))
    for characters in (text[1:], text):  # behind the control character, and with it
        whole = len(characters) // 8 * 8
        try:
            yield base64.b32decode(characters[:whole].upper()).lower()
        except ValueError:
            pass
    request = overlay_name.request_of(question, ZONE)
    if request is not None and request.sealed is not None:
        yield request.sealed.lower()


def found_in_clear(datagrams, secrets):
    """The secrets that stand in one of the datagrams for everybody to read."""
    return {secret for datagram in datagrams for octets in shown_octets(datagram)
            for secret in secrets if secret.lower().encode() in octets}


class InClear(unittest.TestCase):
    """The search finds what it is to find, or its silence would mean nothing."""

    def test_what_is_not_sealed_is_found(self):
        secret = b"Tr0ub4dor"
        name = overlay_name.name_of("one_shot", ZONE, rest=b"head" + secret + b"tail")
        for payload in (overlay_name.query_of(name), b"any" + secret + b"thing"):
            datagram = dns_capture.Datagram(0, ("", 0), ("", 0), payload)
            self.assertEqual(found_in_clear([datagram], {"Tr0ub4dor", "other"}), {"Tr0ub4dor"})


class Wire(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(processes.temporary_folder())
        self.capture = folder / "capture"
        self.site = self.enterContext(Site(
            folder, heartbeat="5s", resolver=None, probes=False, bird_name=NAME,
            bird_location=LOCATION, relay_options=["--capture", str(self.capture)]))
        self.site.start()

    def queries(self, since=0.0):
        """The bird's requests by the message that each is about."""
        found = collections.defaultdict(list)
        for datagram in dns_capture.read(self.capture):
            question = overlay_name.question_of(datagram.payload)
            if datagram.at < since or question.answer:
                continue
            request = overlay_name.request_of(question, ZONE)
            self.assertIsNotNone(request, question.name)
            found[request.counter].append(request)
        return found

    def test_a_heartbeat_is_one_query(self):
        self.assertEqual((len(NAME), len(LOCATION)), (LONGEST, LONGEST))
        time.sleep(16)
        bird = self.site.ask_console("birds", "show", NAME)
        self.assertEqual((bird["name"], bird["location"]), (NAME, LOCATION))
        messages = self.queries()
        # The first one carries no token yet and is repeated once, with the one it was told.
        self.assertIn(len(messages), (4, 5))
        self.assertEqual({len(requests) for requests in messages.values()}, {1})
        self.assertEqual({requests[0].type for requests in messages.values()}, {"one_shot"})

    def test_a_report_of_1_and_4_kib_takes_9_and_33_queries(self):
        time.sleep(1)  # the heartbeat of the start
        for number, octets, most in ((1, 1024, 9), (2, 4096, 33)):
            began = time.time()
            report = intake.report_of(number, octets)
            self.assertIsNotNone(intake.store(self.site.intake, report))
            self.site.wait_for_reports(number, 30)
            of_report = [requests for requests in self.queries(began).values()
                         if requests[0].type == "fragment"]
            self.assertEqual(len(of_report), 1)
            self.assertLessEqual(len(of_report[0]), most, of_report[0])
            self.assertGreaterEqual(len(of_report[0]), most * 3 // 4)

    def test_nothing_can_be_read_on_the_wire(self):
        self.site.touch(user=USER, password=PASSWORD)
        self.site.wait_for_incident(3, 30)
        report = self.site.reports()[0]
        secrets = {USER, PASSWORD, NAME, LOCATION, report["logdata"]["REMOTEVERSION"], "USERNAME",
                   "logdata", report["src_host"]}
        datagrams = list(dns_capture.read(self.capture))
        self.assertGreater(len(datagrams), 12)
        self.assertEqual(found_in_clear(datagrams, secrets), set())
