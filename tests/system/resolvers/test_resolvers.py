"""The resolvers that most sites have carry everything, also through an outage, in short."""

import unittest

from tests.system import prove_resolvers
from tests.system.harness import processes
from tests.system.resolvers import matrix

ROWS = ("unbound", "bind", "kresd", "dnsmasq")


@unittest.skipUnless(processes.may_bind_port_53(), "port 53 takes root")
class Resolvers(unittest.TestCase):
    def test_each_carries_everything(self):
        outcomes = prove_resolvers.prove([matrix.row(name) for name in ROWS], lambda line: None)
        for seen in outcomes:
            with self.subTest(resolver=seen.name):
                self.assertEqual(seen.faults, [], seen)


if __name__ == "__main__":
    unittest.main()
