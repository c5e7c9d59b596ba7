"""The mutants still apply to the tree, each says what it takes away, and seeds are read right."""

import subprocess
import unittest

from tests.system import prove_mutants
from tests.system.harness import processes


class Mutants(unittest.TestCase):
    def test_each_applies_and_says_what_it_is(self):
        patches = sorted(prove_mutants.MUTANTS.glob("*.patch"))
        self.assertGreater(len(patches), 20)
        for patch in patches:
            with self.subTest(patch.name):
                self.assertIn(" Here ", prove_mutants.prose_of(patch))
                done = subprocess.run(["git", "apply", "--check", str(patch)], text=True,
                                      cwd=processes.ROOT, capture_output=True, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
