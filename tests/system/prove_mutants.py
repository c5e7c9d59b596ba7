"""Each rule of the design, once removed, is noticed by simulated worlds in so many seeds (2000)"""

import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.system.harness import processes, proof  # noqa: E402

BUILDS = "nothing"  # it builds a tree of its own, each time with one rule less
MUTANTS = processes.ROOT / "tests" / "mutants"
TREE = processes.ROOT / "build" / "mutants"
RUN_SECONDS_MAX = 900


def prose_of(patch):
    """The paragraph above the diff, in one line."""
    return " ".join(patch.read_text().split("\n--- ")[0].split())


def apply(patch, tree, *options):
    """Whether the patch could be applied to (or, with -R, taken out of) a tree."""
    done = subprocess.run(["git", "apply", *options, str(patch)], cwd=tree, capture_output=True,
                          text=True, check=False, env={**os.environ, "GIT_CEILING_DIRECTORIES":
                                                       str(tree.parent)})
    return done.returncode == 0


def copy_tree():
    """The tree as it is under version control, into TREE. Files that are the same stay untouched,
    so that a second run builds little."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=processes.ROOT, check=True,
                            capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        source, target = processes.ROOT / name, TREE / name
        if not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != source.read_bytes():
            target.write_bytes(source.read_bytes())
            target.chmod(source.stat().st_mode)


def build():
    """Why the world could not be built, or nothing."""
    for words in (["cmake", "--preset", "release", "-DAVIARY_BENCH=OFF"],
                  ["cmake", "--build", "--preset", "release", "--target", "sim_test",
                   "-j", str(os.cpu_count())]):
        done = subprocess.run(words, cwd=TREE, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return (done.stdout + done.stderr)[-2000:]
    return None


def run_world(seeds):
    """(the seed that noticed or None, what it noticed)."""
    test = TREE / "build" / "release" / "tests" / "sim_test"
    try:
        done = subprocess.run([test, "--gtest_filter=World.KeepsEveryPromise"],
                              env={**os.environ, "AVIARY_PROVE_SEEDS": str(seeds)},
                              capture_output=True, text=True, check=False, timeout=RUN_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        return "?", f"a world does not come to an end within {RUN_SECONDS_MAX} s"
    said = done.stdout + done.stderr
    if broken := re.search(r"^seed (\d+) \(.*\): (.*)$", said, re.MULTILINE):
        return int(broken[1]), broken[2]
    if ended := re.search(r"^in the world of seed (\d+)$", said, re.MULTILINE):
        why = re.search(r"^invariant broken: (.*) \(", said, re.MULTILINE)
        return int(ended[1]), f"the process ended: {why[1] if why else 'aborted'}"
    return None, said[-300:].strip() if done.returncode != 0 else "nothing"


def prove_one(patch, seeds, say):
    """(line, fault or None) of one mutant."""
    name = patch.stem
    if not apply(patch, TREE):
        return f"{name}: does not apply", f"{patch.name} does not apply"
    try:
        failed = build()
        if failed:
            return f"{name}: does not build", f"{patch.name} does not build: {failed}"
        seed, what = run_world(seeds)
    finally:
        apply(patch, TREE, "-R")
    say(f"{name}: {'not noticed' if seed is None else f'seed {seed}: {what}'}")
    if seed is None:
        return f"{name}: not noticed in {seeds} seeds ({what})", f"{name} is not noticed"
    seen = f"{seed + 1} seeds" if isinstance(seed, int) else "a run"
    return f"{name}: noticed after {seen}: {what}", None


def prove(seeds, say):
    copy_tree()
    say("build the world as it is")
    failed = build()
    if failed:
        return [], [f"the tree does not build: {failed}"]
    seed, what = run_world(seeds)
    if seed is not None or what != "nothing":
        return [], [f"the world is not sound by itself: {what}"]
    say(f"{seeds} seeds are sound")
    outcomes = [prove_one(patch, seeds, say) for patch in sorted(MUTANTS.glob("*.patch"))]
    lines = [line for line, _ in outcomes]
    faults = [fault for _, fault in outcomes if fault]
    lines.append(f"{len(outcomes)} mutants: {len(outcomes) - len(faults)} noticed")
    return lines, faults


if __name__ == "__main__":
    proof.main(prove, default=2000)
