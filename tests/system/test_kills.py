"""kill -9 of bird and console, in short; and that what looks for losses and doubles finds them."""

import json
import unittest

from tests.system import prove_kills
from tests.system.harness import dns_capture, intake, overlay_name, processes, seals

ZONE = "c.example.net"
IDS = ["a", "b"]
REPORTS = [intake.report_of(number) | {"id": report} for number, report in enumerate(IDS)]
STORED = dict(enumerate(IDS))


def alert(incident="i", name="i.hook", body="", verified=True):
    return {"id": name, "verified": verified, "body": json.dumps({"incident": incident}) + body}


class Faults(unittest.TestCase):
    def test_of_reports(self):
        self.assertEqual(prove_kills.faults_of_reports(REPORTS, STORED), [])
        lost, = prove_kills.faults_of_reports(REPORTS[:1], STORED)
        self.assertIn("report 1 (b) is in no incident", lost)
        doubled = prove_kills.faults_of_reports(REPORTS + REPORTS[:1], STORED)
        self.assertEqual(doubled, ["report a is in 2 places", "number 0 became 2 reports"])
        again, = prove_kills.faults_of_reports(REPORTS + [REPORTS[0] | {"id": "c"}], STORED)
        self.assertEqual(again, "number 0 became 2 reports")

    def test_of_alerts(self):
        def faults(*requests):
            return prove_kills.faults_of_alerts({"i"}, requests)
        self.assertEqual(faults(alert(), alert()), [])
        self.assertIn("no alert", faults()[0])
        self.assertIn("2 alerts", faults(alert(), alert(name="i.other"))[0])
        self.assertIn("2 bodies", faults(alert(), alert(body=" "))[0])
        self.assertIn("signed", faults(alert(verified=False))[0])
        self.assertIn("no incident", faults(alert(), alert(incident="j", name="j.hook"))[0])

    def test_of_counters(self):
        def faults(*rests):
            with processes.temporary_folder() as folder:
                writer = dns_capture.Writer(folder / "capture")
                for salt, rest in enumerate(rests):
                    name = overlay_name.name_of("one_shot", ZONE, counter=7, salt=salt, rest=rest)
                    writer.add(1.0, ("127.0.0.1", 9), ("127.0.0.1", 53),
                               overlay_name.query_of(name))
                writer.close()
                return seals.faults(seals.sealed_of(folder / "capture", ZONE))
        self.assertEqual(faults(b"tail one and more", b"tail one and more"), [])
        self.assertIn("counter 7", faults(b"tail one and more", b"tail two and more")[0])


class Kills(unittest.TestCase):
    def test_nothing_is_lost_or_doubled(self):
        summary, faults = prove_kills.prove(6, say=lambda line: None)
        self.assertEqual(faults, [], summary)


if __name__ == "__main__":
    unittest.main()
