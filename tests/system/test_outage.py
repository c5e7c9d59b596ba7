"""A console that is off for a while, and a bird that restarts meanwhile, in short."""

import unittest

from tests.system import prove_outage


class Outage(unittest.TestCase):
    def test_everything_arrives_and_is_shown_in_the_order_of_the_bird(self):
        summary, faults = prove_outage.prove((8,), say=lambda line: None, reports=40)
        self.assertEqual(faults, [], summary)


if __name__ == "__main__":
    unittest.main()
