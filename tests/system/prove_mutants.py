"""Without any one rule of the design a promise breaks in so many simulated worlds (2000)"""

import filecmp
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.system.harness import proof  # noqa: E402

# What scripts/prove builds first. The mutants are built here, in a tree of their own.
BUILDS = "nothing"

PATCHES = ROOT / "tests" / "mutants"
SCRATCH = ROOT / "build" / "mutants"
TREE = SCRATCH / "tree"
LOGS = SCRATCH / "log"
HEADER = re.compile(r"\ARule: (?P<rule>[^\n]+)\nWithout it: (?P<without>[^\n]+)\n\n--- a/")
JOBS = os.environ.get("AVIARY_JOBS", str(os.cpu_count()))
# As often as the worlds without a mutant take, and for machines that are busy meanwhile.
PATIENCE, PATIENCE_SECONDS = 5, 60


class Mutant:
    """One patch. Its name is the file's."""

    def __init__(self, file):
        self.file = file
        self.name = file.stem
        header = HEADER.match(file.read_text())
        self.rule = header["rule"] if header else None

    def files(self):
        """What it changes, relative to the root."""
        return [pathlib.Path(path)
                for path in re.findall(r"^\+\+\+ b/(\S+)$", self.file.read_text(), re.MULTILINE)]

    def apply(self, tree, *options):
        """What git has to say against it; empty when it applies.

        Git takes the tree for a folder of its own, also where it lies in a repository.
        """
        outside = os.environ | {"GIT_CEILING_DIRECTORIES": str(tree.resolve().parent)}
        outcome = subprocess.run(["git", "apply", *options, str(self.file)], cwd=tree, env=outside,
                                 capture_output=True, text=True)
        return outcome.stderr.strip() if outcome.returncode else ""


def every_mutant():
    return [Mutant(file) for file in sorted(PATCHES.glob("*.patch"))]


# -- the tree --------------------------------------------------------------------------------------

def sources():
    """The files of the project, relative to its root: those that git tracks, where it does."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True,
                            text=True)
    if listed.returncode == 0:
        found = map(pathlib.Path, listed.stdout.split("\0")[:-1])
    else:
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return {path for path in found
            if path.parts[0] != "build" and (ROOT / path).is_file()}


def bring_back(tree):
    """Makes the tree what the project is, and touches nothing that is so already.

    What is copied gets the present time, or the build would not see that a patch is gone.
    """
    wanted = sources()
    for path in tree.rglob("*"):
        inside = path.relative_to(tree)
        if inside.parts[0] != "build" and path.is_file() and inside not in wanted:
            path.unlink()
    for path in wanted:
        if (tree / path).is_file() and filecmp.cmp(ROOT / path, tree / path, shallow=False):
            continue
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, tree / path)
        shutil.copymode(ROOT / path, tree / path)


def build(tree, log):
    """Whether the worlds of the tree could be built."""
    steps = [["cmake", "--preset", "release"],
             ["cmake", "--build", "--preset", "release", "--target", "world_test", "-j", JOBS]]
    with log.open("w") as out:
        return all(subprocess.run(step, cwd=tree, stdout=out, stderr=out).returncode == 0
                   for step in steps)


# -- the worlds ------------------------------------------------------------------------------------

def run_worlds(tree, seeds, seconds, log):
    """(exit code, output); the code is None when the worlds did not come to an end in time."""
    command = [str(tree / "build/release/tests/world_test"),
               "--gtest_filter=World.KeepsEveryPromise"]
    with log.open("w") as out:
        worlds = subprocess.Popen(command, env=os.environ | {"AVIARY_PROVE_SEEDS": str(seeds)},
                                  stdout=out, stderr=out)
        try:
            code = worlds.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
        if code is None:
            worlds.terminate()  # it says in which world it was
            try:
                worlds.wait(5)
            except subprocess.TimeoutExpired:
                worlds.kill()
                worlds.wait()
    return code, log.read_text(errors="replace")


def verdict(code, output):
    """(seed, what was noticed); no seed when nothing was."""
    if code == 0:
        return None, "every promise was kept"
    seed = re.search(r"^in the world of seed (\d+)$", output, re.MULTILINE)
    if code is None and seed:
        return int(seed[1]), "hangs"
    why = (re.search(r"^invariant broken: ([^\n]*?) \(", output, re.MULTILINE) or
           re.search(r" Assertion '([^\n]*)' failed\.$", output, re.MULTILINE))
    if seed:
        return int(seed[1]), f"aborts: {why[1] if why else 'without a word'}"
    broken = re.search(r"^seed (\d+) \([^\n]*?\): ([^\n]+)$", output, re.MULTILINE)
    if broken:
        return int(broken[1]), shorten(broken[2])
    return None, f"ended with {code}, and no world says why"


def shorten(promise):
    """Ids say nothing to who reads a table."""
    return re.sub(r"[0-9a-f-]{16,}(\.webhook[-0-9a-f]*(\.\d+)?)?|(?<=webhook-)[0-9a-f]{8}", "...",
                  promise)


def judge(mutant, seeds, seconds):
    """(line, faults) of one mutant."""
    bring_back(TREE)
    refused = mutant.apply(TREE)
    if refused:
        return f"{mutant.name}: DOES NOT APPLY", [f"{mutant.name} does not apply: {refused}"]
    log = LOGS / f"{mutant.name}.log"
    if not build(TREE, log):
        return f"{mutant.name}: DOES NOT BUILD", [f"{mutant.name} does not build, see {log}"]
    seed, noticed = verdict(*run_worlds(TREE, seeds, seconds, log))
    if seed is None:
        return f"{mutant.name}: NOT CAUGHT. {mutant.rule}", [f"{mutant.name}: {noticed}"]
    return f"{mutant.name}: seed {seed}, {noticed}. {mutant.rule}", []


def prove(seeds, say):
    LOGS.mkdir(parents=True, exist_ok=True)
    wanted = os.environ.get("AVIARY_MUTANTS", "").split()  # by name, for who writes one
    mutants = [one for one in every_mutant() if not wanted or one.name in wanted]
    bring_back(TREE)
    log = LOGS / "without.log"
    if not build(TREE, log):
        return [], [f"the tree without a mutant does not build, see {log}"]
    began = time.monotonic()
    code, output = run_worlds(TREE, seeds, None, log)
    seconds = PATIENCE_SECONDS + PATIENCE * (time.monotonic() - began)
    if code != 0:
        return [], [f"without a mutant: {verdict(code, output)[1]}, see {log}"]
    say(f"without a mutant every promise is kept in {seeds} worlds")
    outcomes = []
    for mutant in mutants:
        outcomes.append(judge(mutant, seeds, seconds))
        say(outcomes[-1][0])
    faults = [fault for _, faults in outcomes for fault in faults]
    caught = len(mutants) - len(faults)
    return [line for line, _ in outcomes] + [f"{len(mutants)} mutants: {caught} caught"], faults


if __name__ == "__main__":
    proof.main(prove, default=2000)
