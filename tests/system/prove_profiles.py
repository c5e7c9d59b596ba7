"""Models of resolvers and the programs ask their name server alike, within 20 % (5 runs of each)"""

import concurrent.futures
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.system.harness import processes, proof  # noqa: E402
from tests.system.resolvers import drill, matrix  # noqa: E402

RESOLVERS = ("unbound", "bind", "pdns", "kresd", "dnsmasq", "dnsdist", "unbound-strict",
             "bind-strict")
SEEDS = range(1, 26)
AT_A_TIME = 8
WITHIN = 0.2
# It goes on for twenty seconds with names that nobody waits for, label after label: it asks twice
# as often as its model, and so finds out sooner.
OUTAGE_DIFFERS = ("unbound-strict",)
# Of a few queries one more or less is no fifth; and who asks every two seconds knows no better.
QUERIES_APART, SECONDS_APART = 2, 2.0


def play(name, script):
    with processes.temporary_folder() as folder:
        return drill.real(matrix.row(name), folder, script)


def differs(real, model, apart):
    return abs(real - model) > max(WITHIN * real, apart)


def faults_of(resolver, real, model):
    for name in drill.COUNTS:
        if name == "while_away" and resolver in OUTAGE_DIFFERS:
            continue
        if differs(real.counts[name], model.counts[name], QUERIES_APART):
            yield f"{name}: {real.counts[name]:.0f}, its model {model.counts[name]:.0f}"
    if real.unanswered != model.unanswered:
        yield f"{real.unanswered} unanswered, its model {model.unanswered}"
    if resolver in OUTAGE_DIFFERS:
        return
    if None in (real.back_after, model.back_after):
        if real.back_after != model.back_after:
            yield f"back after {real.back_after}, its model {model.back_after}"
    elif differs(real.back_after, model.back_after, SECONDS_APART):
        yield f"back after {real.back_after:.1f} s, its model {model.back_after:.1f} s"


def cells(outcome):
    back = "-" if outcome.back_after is None else f"{outcome.back_after:.1f} s"
    return [f"{outcome.counts[name]:.0f}" for name in drill.COUNTS] + [back]


def prove(runs, say):
    models = {name: [drill.simulated(name, seed) for seed in SEEDS] for name in RESOLVERS}
    wanted = [name for name in RESOLVERS for _ in range(runs)]
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        played = list(pool.map(lambda name: play(name, models[name][0]["script"]), wanted))
    lines = ["| | one by one, no data | one by one, denied | at once | while away | back after |",
             "|---" * 6 + "|"]
    faults = []
    for name in RESOLVERS:
        own = [run for which, run in zip(wanted, played) if which == name]
        for run in own:
            say(f"{name}: {run}")
        real, model = drill.medians(own), drill.medians(models[name])
        lines.append(f"| {name} | " + " | ".join(cells(real)) + " |")
        lines.append("| its model | " + " | ".join(cells(model)) + " |")
        faults += [f"{name}: {fault}" for fault in faults_of(name, real, model)]
    return lines, faults


if __name__ == "__main__":
    proof.main(prove, default=5)
