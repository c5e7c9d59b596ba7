"""The mutants can be tried: each patch says what it is and fits the tree (prove_mutants.py)."""

import pathlib
import unittest

from tests.system import prove_mutants

BROKEN = "seed 7 (2 birds, 3 touches each, crash per append 0.1): report 00000001-0000000a is lost"


class Mutants(unittest.TestCase):
    def test_each_patch_has_a_header_and_applies(self):
        mutants = prove_mutants.every_mutant()
        self.assertGreater(len(mutants), 30)
        for mutant in mutants:
            with self.subTest(mutant.name):
                self.assertIsNotNone(mutant.rule, "see tests/mutants/README.md")
                self.assertEqual(mutant.apply(prove_mutants.ROOT, "--check"), "")

    def test_a_patch_that_does_not_fit_is_noticed(self):
        mutant = prove_mutants.every_mutant()[0]
        nowhere = pathlib.Path(__file__).parent
        self.assertNotEqual(mutant.apply(nowhere, "--check"), "")


class Verdict(unittest.TestCase):
    def test_names_the_seed_and_what_was_noticed(self):
        for code, output, seed, noticed in (
                (0, "2000 seeds\n", None, "every promise was kept"),
                (1, f"world_test.cpp:39: Failure\nFailed\n{BROKEN}\n", 7, "report ... is lost"),
                (-6, "invariant broken: a gap (a == b) at x.hpp:1\nin the world of seed 3\n", 3,
                 "aborts: a gap"),
                (-6, "x.h:1: f(): Assertion 'n < m' failed.\nin the world of seed 3\n", 3,
                 "aborts: n < m"),
                (-6, "in the world of seed 3\n", 3, "aborts: without a word"),
                (None, "in the world of seed 0\n", 0, "hangs")):
            self.assertEqual(prove_mutants.verdict(code, output), (seed, noticed))

    def test_does_not_take_every_failure_for_a_catch(self):
        for code, output in ((127, "no such file\n"), (1, "Expected: (reports) > (2000)\n"),
                             (None, "")):
            self.assertIsNone(prove_mutants.verdict(code, output)[0])
