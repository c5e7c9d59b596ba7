"""The whole way, with real programs: from a login on a bird to one incident and one alert."""

import json
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import unittest

from tests.system.harness import processes
from tests.system.harness.site import Site

ROOT = pathlib.Path(__file__).resolve().parents[2]


def store(address, number):
    """Hands one report in at the intake. Its id once it is durable, None if the bird went away."""
    host, port = address.split(":")
    line = json.dumps({"dst_host": "10.0.0.5", "dst_port": 22, "logtype": 4002,
                       "logdata": {"USERNAME": "root", "PASSWORD": f"try {number}"},
                       "src_host": f"10.0.{number % 200}.9", "src_port": 50000})
    try:
        with socket.create_connection((host, int(port)), timeout=5) as intake:
            intake.sendall(line.encode() + b"\n")
            answer = json.loads(intake.makefile().readline() or "{}")
    except (OSError, ValueError):
        return None
    return answer.get("report") if answer.get("result") == "stored" else None


def reports_of(site):
    """How often each report is in an incident."""
    counts = {}
    for incident in site.incidents():
        for report in site.incident(incident["id"])["reports"]:
            counts[report["id"]] = counts.get(report["id"], 0) + 1
    return counts


class FirstAlert(unittest.TestCase):
    def test_demonstration_shows_one_incident_and_one_alert(self):
        shown = subprocess.run([sys.executable, ROOT / "tests/system/demo.py", "--once"],
                               capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(shown.returncode, 0, shown.stderr[-2000:])
        self.assertEqual(json.loads(shown.stdout)["reports_count"], 3)

    def test_nothing_is_lost_or_doubled_over_kill_9_and_loss(self):
        chance = random.Random(7)
        with tempfile.TemporaryDirectory() as folder, Site(
                folder, relay_options=["--loss", "0.2"], heartbeat="5s") as site:
            site.start()
            stored = []
            for number in range(60):
                report = store(site.intake, number)
                if report:
                    stored.append(report)
                if number % 10 == 4:
                    site.bird.kill()
                    site.start_bird()
                if number % 10 == 9:
                    site.console.kill()
                    site.start_console()
                if chance.random() < 0.2:
                    store(site.intake, number)
            self.assertGreater(len(stored), 40)

            def all_arrived():
                counts = reports_of(site)
                return counts if all(report in counts for report in stored) else None
            counts = processes.wait_until(all_arrived, 120, "every stored report in an incident")
            self.assertEqual({counts[report] for report in stored}, {1})


if __name__ == "__main__":
    unittest.main()
