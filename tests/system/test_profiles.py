"""When a resolver and its model count as alike."""

import unittest

from tests.system import prove_profiles
from tests.system.resolvers import drill


def outcome(queries=100, while_away=100, back=10.0, unanswered=0):
    counts = dict.fromkeys(drill.COUNTS, queries)
    return drill.Outcome({**counts, "while_away": while_away}, back, unanswered)


class Profiles(unittest.TestCase):
    def faults(self, real, model, resolver="unbound"):
        return list(prove_profiles.faults_of(resolver, real, model))

    def test_a_fifth_is_alike_and_more_is_not(self):
        self.assertEqual(self.faults(outcome(), outcome(120, 80, 12.0)), [])
        self.assertEqual(len(self.faults(outcome(), outcome(queries=121))), 3)
        self.assertEqual(len(self.faults(outcome(), outcome(while_away=79))), 1)
        self.assertEqual(len(self.faults(outcome(), outcome(back=12.1))), 1)

    def test_of_a_few_two_are_alike(self):
        self.assertEqual(self.faults(outcome(4, 4, 0.5), outcome(6, 2, 2.4)), [])
        self.assertEqual(len(self.faults(outcome(4, 4, 0.5), outcome(7, 4, 2.6))), 4)

    def test_never_back_is_alike_only_to_never_back(self):
        self.assertEqual(self.faults(outcome(back=None), outcome(back=None)), [])
        self.assertEqual(len(self.faults(outcome(), outcome(back=None))), 1)
        self.assertEqual(len(self.faults(outcome(back=None), outcome())), 1)

    def test_who_answers_less_is_another(self):
        self.assertEqual(len(self.faults(outcome(), outcome(unanswered=1))), 1)

    def test_what_is_known_to_differ_is_left_out(self):
        self.assertEqual(self.faults(outcome(), outcome(while_away=50, back=30), "unbound-strict"),
                         [])
        self.assertEqual(len(self.faults(outcome(), outcome(unanswered=1), "unbound-strict")), 1)

    def test_medians_are_of_runs_that_all_came_back(self):
        runs = [{**dict.fromkeys(drill.COUNTS, count), "unanswered": 0, drill.BACK: float(count)}
                for count in (1, 2, 9)]
        self.assertEqual(drill.medians(runs).back_after, 2.0)
        del runs[0][drill.BACK]
        self.assertEqual(drill.medians(runs).back_after, None)
        self.assertEqual(drill.medians(runs).counts["at_once"], 2)
