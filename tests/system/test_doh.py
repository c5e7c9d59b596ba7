"""A bird that asks over HTTPS (RFC 8484): four servers, and what it says to a false one."""

import unittest

from tests.system.harness import intake, processes
from tests.system.harness.resolvers import doh, unbound
from tests.system.harness.resolvers.doh_front import DohFront
from tests.system.harness.site import Site

KIB = 1024


class OverHttps(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(processes.temporary_folder())
        self.identity = doh.Identity.made_in(self.folder)

    def site(self, server, *trust, name="site"):
        """A site whose bird asks over HTTPS alone."""
        starts, url = doh.starter(server, self.identity)
        (self.folder / name).mkdir()
        return Site(self.folder / name, heartbeat="5s", resolver=starts,
                    doh=("--doh", url, *trust))

    def check(self, server):
        with self.site(server, "--doh-ca", self.identity.certificate) as site:
            site.start()
            site.touch()
            incident = site.wait_for_incident(reports=3)
            self.assertEqual(incident["reports"][0]["logdata"]["PASSWORD"], "hunter2")
            intake.store(site.intake, intake.report_of(1, octets=64 * KIB - 512))
            site.wait_for_reports(4, 60)
            processes.wait_until(lambda: site.bird_status()["path"].get("probe"), 60,
                                 "the bird has probed its path")
            path = site.bird_status()["path"]
            self.assertEqual(path["resolver"], site.doh[1])
            self.assertEqual((path["probe"]["name_octets"], path["probe"]["answers"]),
                             (255, "raw 1232"))

    def test_unbound(self):
        self.check("unbound")

    def test_bind(self):
        self.check("bind")

    def test_knot_resolver(self):
        self.check("kresd")

    def test_dnsdist(self):
        self.check("dnsdist")

    def test_a_server_without_http_2_that_fails_in_many_ways(self):
        front = self.enterContext(DohFront(self.identity))
        site = self.enterContext(Site(
            self.folder, heartbeat="5s", resolver=front.before(unbound.start), probes=False,
            doh=("--doh", front.url, "--doh-ca", self.identity.certificate)))
        site.start()
        intake.store(site.intake, intake.report_of(1, octets=2 * KIB))
        site.wait_for_reports(1, 30)
        self.assertEqual(front.protocols, {"HTTP/1.1"})

        faults = {"429": "HTTP 429", "503": "HTTP 503", "302": "HTTP 302",
                  "large": "more than 4096 octets", "page": "something else than DNS: text/html",
                  "slow": "timed out"}
        stored = 1
        for fault, words in faults.items():
            with self.subTest(fault):
                front.fault, faulted = fault, front.faulted
                processes.wait_until(lambda: front.faulted > faulted, 30, "the bird asks")
                stored += 1
                intake.store(site.intake, intake.report_of(stored))
                processes.wait_until(lambda: words in site.bird.stderr(), 30,
                                     f"the bird says: {words}")
                front.fault = None
                site.wait_for_reports(stored, 60)
        self.assertEqual(len(site.reports()), stored, "each once")

    # -- whom it believes ------------------------------------------------------------------------

    def run_against(self, *trust, name):
        """A bird with this trust, started; its site."""
        site = self.enterContext(self.site("unbound", *trust, name=name))
        site.start()
        return site

    def refuses(self, site, words):
        processes.wait_until(lambda: words in site.bird.stderr(), 30, f"the bird says: {words}")
        asked = site.bird_status()["path"]["queries"]
        processes.wait_until(lambda: site.bird_status()["path"]["queries"] > asked + 1, 60,
                             "the bird asks again")
        self.assertNotIn("last_heartbeat_age", site.bird_status())
        self.assertEqual(site.bird.stderr().count(words), 1, "once, and not for each query")

    def test_a_certificate_of_somebody_else_is_refused(self):
        other = doh.Identity.made_in(self.folder, "other")
        self.refuses(self.run_against("--doh-ca", other.certificate, name="other-authority"),
                     "its certificate is refused")

    def test_a_pin_is_enough_and_another_one_is_refused(self):
        site = self.run_against("--doh-pin", self.identity.pin(), name="pinned")
        site.touch(attempts=1)
        site.wait_for_incident(reports=1)
        site.stop()
        other = doh.Identity.made_in(self.folder, "other")
        self.refuses(self.run_against("--doh-pin", other.pin(), name="other-pin"),
                     "its key is another one")


if __name__ == "__main__":
    unittest.main()
