"""The whole way, with real programs: from a login on a bird to one incident and one alert."""

import json
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class FirstAlert(unittest.TestCase):
    def test_demonstration_shows_one_incident_and_one_alert(self):
        shown = subprocess.run([sys.executable, ROOT / "tests/system/demo.py", "--once"],
                               capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(shown.returncode, 0, shown.stderr[-2000:])
        self.assertEqual(json.loads(shown.stdout)["reports_count"], 3)


if __name__ == "__main__":
    unittest.main()
