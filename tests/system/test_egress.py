"""A bird that reaches nothing but its resolver's port 53 does everything that a bird does."""

import os
import shutil
import socket
import unittest

from tests.system.harness import overlay_name, processes
from tests.system.harness.namespace import Namespace, Tap
from tests.system.harness.site import Site

TXT = "TXT"
KIB = 1024


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("ip"), "takes root and iproute2")
class Egress(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(processes.temporary_folder())
        try:
            self.place = self.enterContext(Namespace())
        except RuntimeError as refused:  # as in a container that may not
            self.skipTest(str(refused))
        self.site = self.enterContext(Site(folder, heartbeat="5s", lives_in=self.place,
                                           relay_options=["--streams"]))
        self.tap = Tap(self.place.cable)
        self.addCleanup(self.tap.stop)
        self.site.start()

    def test_everything_goes_through_port_53_and_only_there(self):
        self.site.touch()
        incident = self.site.wait_for_incident(reports=3)
        self.assertEqual(incident["reports"][0]["logdata"]["PASSWORD"], "hunter2")
        processes.wait_until(lambda: self.site.bird_status()["path"].get("probe"), 60,
                             "the bird has probed its path")
        self.store_from_within(64 * KIB - 512)
        self.site.wait_for_reports(4, 60)
        self.site.wait_until_delivered(30)
        self.site.bird.stop()
        sent = [packet for packet in self.tap.stop() if packet.source[0] == self.place.host]
        self.assertGreater(len(sent), 400)
        resolver = (self.place.near, 53)
        self.assertEqual({(packet.target, packet.protocol) for packet in sent},
                         {(resolver, socket.IPPROTO_UDP)})
        questions = [overlay_name.question_of(packet.payload) for packet in sent]
        self.assertNotIn(None, questions)
        self.assertEqual({(question.answer, question.qtype) for question in questions},
                         {(False, TXT)})

    def store_from_within(self, octets):
        """The intake is on the bird's own loopback."""
        status, out, err = processes.run(self.site.at_the_bird(
            "python3", "-m", "tests.system.harness.intake", self.site.intake, str(octets)),
            cwd=processes.ROOT)
        self.assertEqual(status, 0, err)
        self.assertNotIn("None", out)


if __name__ == "__main__":
    unittest.main()
