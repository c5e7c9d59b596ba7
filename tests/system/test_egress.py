"""A bird that reaches nothing but whom it may ask does everything that a bird does."""

import os
import shutil
import socket
import unittest
import unittest.mock

from tests.system.harness import overlay_name, processes
from tests.system.harness.namespace import Namespace, Tap
from tests.system.harness.resolvers import doh, unbound
from tests.system.harness.resolvers.doh_front import DohFront
from tests.system.harness.site import Site

TXT = "TXT"
KIB = 1024


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("ip"), "takes root and iproute2")
class Egress(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(processes.temporary_folder())
        try:
            self.place = self.enterContext(Namespace())
        except RuntimeError as refused:  # as in a container that may not
            self.skipTest(str(refused))

    def start(self, **how):
        """A site whose bird lives in the namespace, and everything that leaves it."""
        self.site = self.enterContext(Site(self.folder, heartbeat="5s", lives_in=self.place, **how))
        self.tap = Tap(self.place.cable)
        self.addCleanup(self.tap.stop)
        self.site.start()

    def do_everything(self):
        """What the bird has sent meanwhile."""
        self.site.touch()
        incident = self.site.wait_for_incident(reports=3)
        self.assertEqual(incident["reports"][0]["logdata"]["PASSWORD"], "hunter2")
        processes.wait_until(lambda: self.site.bird_status()["path"].get("probe"), 60,
                             "the bird has probed its path")
        self.store_from_within(64 * KIB - 512)
        self.site.wait_for_reports(4, 60)
        self.site.wait_until_delivered(30)
        self.site.bird.stop()
        return [packet for packet in self.tap.stop() if packet.source[0] == self.place.host]

    def test_everything_goes_through_port_53_and_only_there(self):
        self.start(relay_options=["--streams"])
        sent = self.do_everything()
        self.assertGreater(len(sent), 400)
        resolver = (self.place.near, 53)
        self.assertEqual({(packet.target, packet.protocol) for packet in sent},
                         {(resolver, socket.IPPROTO_UDP)})
        questions = [overlay_name.question_of(packet.payload) for packet in sent]
        self.assertNotIn(None, questions)
        self.assertEqual({(question.answer, question.qtype) for question in questions},
                         {(False, TXT)})

    def test_nothing_but_https_leaves_who_was_told_so(self):
        front = self.enterContext(DohFront(doh.Identity.made_in(self.folder), self.place.near))
        port = front.server_address[1]
        url = f"https://{doh.NAME}:{port}/dns-query={self.place.near}"
        proxy = {"https_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
        with unittest.mock.patch.dict(os.environ, proxy):
            self.start(resolver=front.before(unbound.start),
                       doh=("--doh", url, "--doh-ca", self.folder / "server.crt"))
        sent = self.do_everything()
        self.assertGreater(front.answered, 400)
        self.assertEqual({(packet.target, packet.protocol) for packet in sent},
                         {((self.place.near, port), socket.IPPROTO_TCP)})

    def store_from_within(self, octets):
        """The intake is on the bird's own loopback."""
        status, out, err = processes.run(self.site.at_the_bird(
            "python3", "-m", "tests.system.harness.intake", self.site.intake, str(octets)),
            cwd=processes.ROOT)
        self.assertEqual(status, 0, err)
        self.assertNotIn("None", out)


if __name__ == "__main__":
    unittest.main()
