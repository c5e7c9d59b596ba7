"""Reports of all sizes through a network that loses half of everything, in short."""

import unittest

from tests.system import prove_loss


class Loss(unittest.TestCase):
    def test_every_report_arrives_once(self):
        summary, faults = prove_loss.prove((50,), say=lambda line: None, reports=20)
        self.assertEqual(faults, [], summary)


if __name__ == "__main__":
    unittest.main()
