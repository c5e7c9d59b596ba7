"""Setting a bird up: whatever cut it off, doing it again helps."""

import pathlib
import shutil
import unittest

from tests.system.harness import processes


class Setup(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(processes.temporary_folder())
        self.data = self.folder / "bird"

    def bird(self, *words, program=None, **options):
        status, _, said = processes.run(
            [program or processes.program("aviary-bird"), *words, "--data", self.data], **options)
        return status, said

    def test_an_init_that_failed_half_way_is_done_again(self):
        alone = shutil.copy(processes.program("aviary-bird"), self.folder)
        status, said = self.bird("init", "--name", "x", program=alone)
        self.assertEqual(status, 1)
        self.assertIn("aviary-decoy", said)
        self.assertEqual(self.bird("init", "--name", "x")[0], 0)
        status, said = self.bird("init", "--name", "y")
        self.assertEqual(status, 1)
        self.assertIn("holds a bird already: x", said)

    def test_an_empty_folder_will_do(self):
        self.data.mkdir(mode=0o700)
        self.assertEqual(self.bird("init", "--name", "x")[0], 0)

    def test_a_bird_that_was_reset_is_set_up_again(self):
        self.assertEqual(self.bird("init", "--name", "x")[0], 0)
        self.assertEqual(self.bird("factory-reset", "--yes")[0], 0)
        self.assertEqual(self.bird("init", "--name", "y")[0], 0)

    def test_a_folder_below_a_file_is_refused_in_words(self):
        (self.folder / "file").write_text("")
        self.data = pathlib.Path(self.folder / "file" / "bird")
        status, said = self.bird("init", "--name", "x")
        self.assertEqual(status, 1)
        self.assertTrue(said.startswith("aviary-bird: cannot"), said)


if __name__ == "__main__":
    unittest.main()
