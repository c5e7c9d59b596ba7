#!/usr/bin/env python3
"""Runs the system tests: real programs, resolvers and clients on loopback.

    tests/system/run.py [PATTERN ...]    all tests, or those whose name contains a pattern

Each test's result takes one line, what a failure printed follows at the end, and the last line
counts: "N passed, N failed, N skipped". AVIARY_PROGRAMS names the folder of the built programs.
"""

import pathlib
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent


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


def main(patterns):
    sys.path.insert(0, str(HERE.parent.parent))
    found = unittest.defaultTestLoader.discover(
        str(HERE), pattern="test_*.py", top_level_dir=str(HERE.parent.parent))
    chosen = unittest.TestSuite(
        test for test in every_test(found)
        if not patterns or any(pattern in test.id() for pattern in patterns))
    outcome = OneLinePerTest()
    chosen.run(outcome)
    for test, trace in outcome.failures + outcome.errors:
        print(f"\n-- {test.id()}\n{trace}")
    failed = len(outcome.failures) + len(outcome.errors)
    print(f"{outcome.passed} passed, {failed} failed, {len(outcome.skipped)} skipped")
    return 1 if failed or not (outcome.passed or outcome.skipped) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
