#!/usr/bin/env python3
"""Runs the system tests: real programs, resolvers and clients on loopback.

    tests/system/run.py [PATTERN ...]    all tests, or those whose name contains a pattern

Each test's result takes one line, what a failure printed follows at the end, and the last line
counts: "N passed, N failed, N skipped". AVIARY_PROGRAMS names the folder of the built programs.

Most tests wait more than they compute, so files run beside each other, AVIARY_JOBS at a time (as
many as there are cores). A file that says `ALONE = True` counts what a busy machine would change,
and runs when no other does.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
JOBS = int(os.environ.get("AVIARY_JOBS", os.cpu_count()))
RESULT = re.compile(r"(ok|FAILED|skipped) ")
TOTAL = re.compile(r"(\d+) passed, (\d+) failed, (\d+) skipped\n")


class OneLinePerTest(unittest.TestResult):
    """Prints `ok NAME (seconds)` or `FAILED NAME` as the tests end, and counts."""

    def __init__(self):
        super().__init__()
        self.passed = 0
        self.started = 0.0

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def say(self, word, test):
        name = test.id().removeprefix("tests.system.")
        print(f"{word} {name} ({time.monotonic() - self.started:.1f} s)", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1
        self.say("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.say("FAILED", test)

    def addError(self, test, err):
        super().addError(test, err)
        self.say("FAILED", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.say(f"skipped ({reason})", test)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.say("FAILED", subtest)


def every_test(suite):
    for part in suite:
        if isinstance(part, unittest.TestSuite):
            yield from every_test(part)
        else:
            yield part


def chosen_tests(patterns):
    sys.path.insert(0, str(HERE.parent.parent))
    found = unittest.defaultTestLoader.discover(
        str(HERE), pattern="test_*.py", top_level_dir=str(HERE.parent.parent))
    return [test for test in every_test(found)
            if not patterns or any(pattern in test.id() for pattern in patterns)]


def file_of(test):
    """The name of its module. What could not be imported has a test that says so by itself."""
    return type(test).__module__


def run_here(tests):
    """(passed, failed, skipped); what a failure printed follows the results."""
    outcome = OneLinePerTest()
    unittest.TestSuite(tests).run(outcome)
    for test, trace in outcome.failures + outcome.errors:
        print(f"\n-- {test.id()}\n{trace}")
    return outcome.passed, len(outcome.failures) + len(outcome.errors), len(outcome.skipped)


def run_file(module, patterns, report):
    """The same of one file in a process of its own; `report` gets what its failures printed."""
    counts = (0, 1, 0)  # of a process that dies before it counts
    kept = []
    with subprocess.Popen([sys.executable, __file__, "--file", module, *patterns],
                          text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run:
        for line in run.stdout:
            total = TOTAL.fullmatch(line)
            if total:
                counts = tuple(map(int, total.groups()))
            elif RESULT.match(line):
                print(line, end="", flush=True)
            else:
                kept.append(line)
    if counts[1]:
        report.append(f"\n== {module}\n" + "".join(kept))
    return counts


def run_files(tests, patterns):
    """The sum over the files, those that must be alone first."""
    modules = sorted({file_of(test) for test in tests})
    alone = [name for name in modules if getattr(sys.modules.get(name), "ALONE", False)]
    report = []
    counts = [run_file(name, patterns, report) for name in alone]
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        counts += pool.map(lambda name: run_file(name, patterns, report),
                           [name for name in modules if name not in alone])
    print("".join(report), end="")
    return tuple(map(sum, zip(*counts))) if counts else (0, 0, 0)


def main(arguments):
    if arguments[:1] == ["--file"]:
        module, patterns = arguments[1], arguments[2:]
        passed, failed, skipped = run_here(
            [test for test in chosen_tests(patterns) if file_of(test) == module])
    else:
        passed, failed, skipped = run_files(chosen_tests(arguments), arguments)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not (passed or skipped) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
