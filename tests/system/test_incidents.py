"""What people do about an incident, with the real programs."""

import unittest

from tests.system.harness import intake, processes
from tests.system.harness.site import site_of


class Incidents(unittest.TestCase):
    def setUp(self):
        self.site = site_of(self, heartbeat="5s")
        self.site.start()
        self.sent = 0

    def report(self):
        """One more report of the same source and kind, a moment after the last."""
        self.sent += 1
        intake.store(self.site.intake, intake.report_of(self.sent))

    def wait_for(self, *counts):
        """Until there are incidents with so many reports each, the oldest first."""
        def counted():
            found = sorted(self.site.incidents(), key=lambda one: one["opened"])
            return [one["reports_count"] for one in found] == list(counts) and found
        return processes.wait_until(counted, 30, f"incidents with {counts} reports")

    def test_a_report_behind_a_closed_incident_opens_another(self):
        self.report()
        self.report()
        first, = self.wait_for(2)
        self.assertIn("noted", self.site.on_console("incidents", "note", first["id"], "a scanner"))
        self.assertIn("closed", self.site.on_console("incidents", "close", first["id"]))
        self.report()
        self.wait_for(2, 1)
        processes.wait_until(lambda: len(self.site.receiver.accepted()) == 2, 30, "two alerts")
        self.site.console.kill()
        self.site.start_console()
        self.report()
        old, new = self.wait_for(2, 2)
        self.assertEqual(("closed", "operator"), (old["state"], old["closed_by"]))
        self.assertEqual("open", new["state"])
        shown = self.site.ask_console("incidents", "show", old["id"])
        self.assertEqual(["a scanner"], [note["text"] for note in shown["notes"]])

    def test_whoever_changed_something_is_in_the_audit_log(self):
        self.report()
        incident, = self.wait_for(1)
        for what in (["ack"], ["close"], ["note", "seen"]):
            self.site.on_console("incidents", what[0], incident["id"], *what[1:], "--by", "ada")
        changes = self.site.ask_console("audit")["changes"]
        self.assertEqual(
            [("ada", "noted"), ("ada", "closed"), ("ada", "acknowledged")],
            [(change["by"], change["change"]) for change in changes[:3]])
        self.assertEqual({"channel_added", "bird_admitted", "link_made"},
                         {change["change"] for change in changes[3:]})
        self.assertEqual({"console"}, {change["by"] for change in changes[3:]})


if __name__ == "__main__":
    unittest.main()
