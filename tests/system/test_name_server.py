"""The name server to the letter: what RFC 8906 has everybody ask, with dig, over a real socket.

The tests are those of its section 8, in its order; each says what must come back and what must not.
"""

import random
import re
import unittest

from tests.system.harness import processes
from tests.system.harness.site import ZONE, Site

PLAIN = ("+noedns", "+noad", "+norec")
EDNS = ("+nocookie", "+noad", "+norec")


class Answer:
    """What dig read: `status`, `flags`, the types of the `answer`, the OPT's line, everything."""

    def __init__(self, text):
        self.text = text
        header = re.search(r"opcode: (\w+), status: (\w+)", text)
        self.opcode, self.status = header.groups() if header else (None, None)
        flags = re.search(r";; flags: ([\w ]*);", text)
        self.flags = set(flags.group(1).split()) if flags else set()
        answer = re.search(r";; ANSWER SECTION:\n(.*?)\n\n", text, re.S)
        self.answer = [line.split()[3] for line in answer.group(1).splitlines()] if answer else []
        edns = re.search(r"; EDNS: version: (\d+), flags:([\w ]*);(?: MBZ: \w+,)? udp: (\d+)", text)
        self.edns = edns and (int(edns.group(1)), edns.group(2).split(), int(edns.group(3)))
        self.must_be_zero = "MBZ" in text


class NameServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(processes.temporary_folder())
        cls.site = cls.enterClassContext(Site(cls.folder, resolver=None))
        cls.site.init_console()
        cls.site.start_console()

    def ask(self, *words, name=ZONE, qtype="SOA"):
        """Each from another address: what one address asks too often over UDP goes to TCP."""
        host, port = self.site.dns.rsplit(":", 1)
        asker = f"127.{random.randrange(1, 250)}.{random.randrange(250)}.{random.randrange(1, 250)}"
        status, out, err = processes.run(
            ["dig", "+tries=1", "+time=3", "+ignore", "-b", asker, "-p", port, *words, qtype, name,
             f"@{host}"])
        self.assertEqual(status, 0, out + err)
        answer = Answer(out)
        self.assertNotIn("tc", answer.flags, out)
        return answer

    def expect_soa(self, answer):
        self.assertEqual((answer.status, answer.answer), ("NOERROR", ["SOA"]), answer.text)
        self.assertIn("aa", answer.flags)
        self.assertNotIn("ra", answer.flags)
        self.assertFalse(answer.must_be_zero, answer.text)

    # -- 8.1: without EDNS -----------------------------------------------------------------------

    def test_a_plain_query(self):
        answer = self.ask(*PLAIN)
        self.expect_soa(answer)
        self.assertIsNone(answer.edns)

    def test_bits_that_mean_nothing_are_not_echoed(self):
        self.expect_soa(self.ask("+noedns", "+ad", "+norec"))
        self.assertNotIn("ad", self.ask("+noedns", "+ad", "+norec").flags)
        self.expect_soa(self.ask(*PLAIN, "+zflag"))

    def test_recursion_is_not_offered(self):
        answer = self.ask("+noedns", "+noad", "+rec")
        self.expect_soa(answer)
        self.assertIn("rd", answer.flags, "RD is echoed")

    def test_an_unknown_opcode(self):
        answer = self.ask(*PLAIN, "+opcode=15", "+header-only")
        self.assertEqual((answer.opcode, answer.status), ("RESERVED15", "NOTIMP"), answer.text)
        self.assertNotIn("aa", answer.flags)

    def test_an_unknown_type(self):
        answer = self.ask(*PLAIN, qtype="TYPE1000")
        self.assertEqual((answer.status, answer.answer), ("NOERROR", []), answer.text)
        self.assertIn("aa", answer.flags)

    def test_over_tcp(self):
        self.expect_soa(self.ask(*PLAIN, "+tcp"))

    # -- 8.2: with EDNS --------------------------------------------------------------------------

    def test_edns(self):
        answer = self.ask(*EDNS, "+edns=0")
        self.expect_soa(answer)
        self.assertEqual(answer.edns, (0, [], 1232))

    def test_another_version(self):
        for more in ((), ("+ednsopt=100",), ("+ednsflags=0x80",)):
            answer = self.ask(*EDNS, "+edns=1", "+noednsneg", *more)
            self.assertEqual((answer.status, answer.answer), ("BADVERS", []), answer.text)
            self.assertEqual(answer.edns[0], 0)
            self.assertNotIn("OPT=100", answer.text)

    def test_options_that_nobody_knows(self):
        answer = self.ask(*EDNS, "+edns=0", "+ednsopt=100")
        self.expect_soa(answer)
        self.assertEqual(answer.edns[0], 0)
        self.assertNotIn("OPT=100", answer.text)

    def test_flags_that_nobody_knows(self):
        answer = self.ask(*EDNS, "+edns=0", "+ednsflags=0x80")
        self.expect_soa(answer)
        self.assertEqual(answer.edns, (0, [], 1232))

    def test_dnssec_is_asked_for(self):
        answer = self.ask(*EDNS, "+edns=0", "+dnssec", "+bufsize=512", "+ignore")
        self.expect_soa(answer)
        self.assertEqual(answer.edns, (0, ["do"], 1232))

    def test_a_cookie(self):
        answer = self.ask("+noad", "+norec", "+edns=0", "+cookie")
        self.expect_soa(answer)
        self.assertEqual(answer.edns, (0, [], 1232))
        self.assertNotIn("COOKIE", answer.text)

    def test_a_subnet(self):
        answer = self.ask(*EDNS, "+edns=0", "+subnet=0.0.0.0/0")
        self.expect_soa(answer)
        self.assertEqual(answer.edns, (0, [], 1232))
        self.assertNotIn("CLIENT-SUBNET", answer.text)

    def test_edns_over_tcp(self):
        self.expect_soa(self.ask(*EDNS, "+edns=0", "+dnssec", "+tcp"))

    # -- beside it -------------------------------------------------------------------------------

    def test_the_zone_has_what_a_delegation_needs(self):
        self.assertEqual(self.ask(*EDNS, qtype="NS").answer, ["NS"])
        self.assertEqual(self.ask(*EDNS, name=f"ns1.{ZONE}", qtype="A").answer, ["A"])

    def test_any_is_short(self):
        self.assertEqual(self.ask(*EDNS, "+notcp", qtype="ANY").answer, ["SOA"])

    def test_other_zones_and_transfers_are_refused(self):
        self.assertEqual(self.ask(*EDNS, name="example.org").status, "REFUSED")
        self.assertIn("Transfer failed", self.ask(*EDNS, qtype="AXFR").text)

    def test_the_case_comes_back(self):
        name = "C.eXaMpLe.NeT"
        self.assertIn(f";{name}.", self.ask(*EDNS, name=name).text)


if __name__ == "__main__":
    unittest.main()
