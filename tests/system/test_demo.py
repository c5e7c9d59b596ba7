"""The demonstration's own checks: they pass what is right and name what is wrong."""

import copy
import unittest

from tests.system import demo

REPORT = {"src_host": "127.0.0.1", "src_port": 40000, "dst_host": "127.0.0.1", "dst_port": 2222,
          "logtype": 4002, "utc_time": "2026-01-02 03:04:05.000000",
          "logdata": {"USERNAME": "root", "PASSWORD": "hunter2",
                      "REMOTEVERSION": "SSH-2.0-OpenSSH_9.2p1"}}
INCIDENT = {"id": "ab", "bird": "fileserver-02", "reports_count": 3,
            "reports": [REPORT | {"id": f"{i}"} for i in range(3)]}
ALERT = {"id": "msg_1", "verified": True, "answered": 200}


class Demo(unittest.TestCase):
    def faults(self, change):
        incident = copy.deepcopy(INCIDENT)
        change(incident)
        return demo.faults_of_incident(incident, "127.0.0.1:2222")

    def test_nothing_is_wrong_with_what_is_right(self):
        self.assertEqual(self.faults(lambda incident: None), [])
        self.assertEqual(demo.faults_of_alerts([ALERT]), [])

    def test_each_fault_is_named(self):
        for word, change in (
                ("2 reports", lambda incident: incident["reports"].pop()),
                ("one id", lambda incident: incident["reports"][0].update(id="1")),
                ("bird", lambda incident: incident.update(bird="sparrow")),
                ("USERNAME", lambda incident: incident["reports"][1]["logdata"].clear()),
                ("PASSWORD", lambda incident: incident["reports"][1]["logdata"].clear()),
                ("banner", lambda incident: incident["reports"][1]["logdata"].clear()),
                ("source", lambda incident: incident["reports"][2].update(src_port=None)),
                ("target", lambda incident: incident["reports"][2].update(dst_port=22))):
            self.assertTrue(any(word in fault for fault in self.faults(change)), word)

    def test_alerts_must_be_one_and_signed(self):
        self.assertIn("0 alerts", demo.faults_of_alerts([])[0])
        self.assertIn("2 alerts with 1 ids", demo.faults_of_alerts([ALERT, ALERT])[0])
        self.assertIn("signature", demo.faults_of_alerts([ALERT | {"verified": False}])[0])
