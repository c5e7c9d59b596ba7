"""aviary-sim as people use it: worlds, traces, failures and what it says to odd words."""

import json
import pathlib
import unittest

from tests.system.harness import processes

ROOT = pathlib.Path(__file__).resolve().parents[2]
FRESH_SECONDS = 120
SEEDS_IN_BOTH = range(100, 120)


class Simulator(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(processes.temporary_folder())

    def sim(self, *words, status=0, **options):
        got, out, err = processes.run([processes.program("aviary-sim"), *words], **options)
        self.assertEqual(got, status, out + err)
        return out if status == 0 else out + err

    def run_json(self, *words):
        return json.loads(self.sim("run", "--json", *words))

    def test_one_seed_is_one_run(self):
        words = ("--birds", "20", "--seconds", "60", "--loss", "0.3", "--faults", "all", "--seed")
        once, again, other = (self.run_json(*words, seed) for seed in ("7", "7", "8"))
        self.assertEqual(once, again)
        self.assertNotEqual(once["hash"], other["hash"])
        self.assertGreater(once["strikes"], 0)

    def test_another_build_type_runs_the_same_worlds(self):
        other = ROOT / "build/asan/aviary-sim"  # scripts/test builds it with the unit tests
        if not other.exists():
            self.skipTest("no build with sanitizers to compare with")
        for seed in SEEDS_IN_BOTH:
            words = ("run", "--draw", "--json", "--seed", str(seed))
            got, out, err = processes.run([other, *words], seconds=120)
            self.assertEqual(got, 0, out + err)
            self.assertEqual(json.loads(out)["hash"], json.loads(self.sim(*words))["hash"],
                             f"seed {seed}")

    def test_a_trace_is_the_same_run_again(self):
        trace = self.folder / "a.trace"
        told = self.sim("run", "--draw", "--seed", "7", "--trace", trace)
        first = told.split("trace hash ")[1].split()[0]
        self.assertIn(f"trace hash {first}", self.sim("replay", trace))
        self.assertIn("seed 7\n", trace.read_text())

    def test_everything_that_was_drawn_is_printed_first(self):
        told = self.sim("run", "--seconds", "10", "--birds", "2").splitlines()
        self.assertEqual(told[:2], ["seed 0", "birds 2"])

    def test_a_drill_counts_what_a_name_server_sees(self):
        told = json.loads(self.sim("drill", "unbound", "--json"))
        self.assertEqual((told["one_by_one_nodata"], told["at_once"]), (100, 64))
        self.assertEqual(told["script"]["away_s"], 45.0)
        self.assertIn("from its return to the first answer", self.sim("drill", "dnsdist"))
        self.assertIn("see them with: aviary-sim list", self.sim("drill", "named", status=2))

    def test_seeds_that_failed_once_and_fresh_ones(self):
        told = self.sim("fuzz", "--minutes", str(FRESH_SECONDS / 60), "--known",
                        ROOT / "tests/seeds", "--out", self.folder, seconds=FRESH_SECONDS + 300)
        print(told.splitlines()[-2], flush=True)
        self.assertIn(" 0 failures", told)

    def test_what_it_does_not_understand(self):
        for words, what, hint in (
                (("run", "--faults", "flood"), "there is no fault flood", "aviary-sim list"),
                (("run", "--loss", "2"), "loss is out of its limits: 2", "give 0 to 1"),
                (("run", "--workload", "x"), "there is no workload x", "aviary-sim list"),
                (("run", "--bird", "2"), "", "did you mean --birds?")):
            said = self.sim(*words, status=2)
            self.assertIn(what, said)
            self.assertIn(hint, said)
        odd = self.folder / "odd.trace"
        odd.write_text("aviary-sim trace 1\nfish 3\n")
        self.assertIn("line 2: a world has no fish", self.sim("replay", odd, status=1))
        self.assertIn("cannot read", self.sim("shrink", self.folder / "none", status=1))

    def test_it_lists_what_there_is(self):
        told = self.sim("list")
        for word in ("login_storm", "bird_crash", "nonces"):
            self.assertIn(word, told)
