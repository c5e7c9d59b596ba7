"""The mutants can be tried: each patch says what it is, fits the tree and compiles."""

import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import unittest

from tests.system import prove_mutants
from tests.system.harness import processes

BROKEN = "seed 7 (2 birds, 3 touches each, crash per append 0.1): report 00000001-0000000a is lost"


class Mutants(unittest.TestCase):
    def test_each_patch_has_a_header_and_applies(self):
        mutants = prove_mutants.every_mutant()
        self.assertGreater(len(mutants), 30)
        for mutant in mutants:
            with self.subTest(mutant.name):
                self.assertIsNotNone(mutant.rule, "see tests/mutants/README.md")
                self.assertEqual(mutant.apply(prove_mutants.ROOT, "--check"), "")

    def test_each_patch_compiles(self):
        """What it changes, with the compilers' words of the build that is tested."""
        folder = self.enterContext(processes.temporary_folder())
        commands = compile_commands()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
            outcomes = workers.map(lambda mutant: compile_patched(mutant, folder, commands),
                                   prove_mutants.every_mutant())
            for name, said in outcomes:
                with self.subTest(name):
                    self.assertEqual(said, "")

    def test_a_patch_that_does_not_fit_is_noticed(self):
        mutant = prove_mutants.every_mutant()[0]
        nowhere = pathlib.Path(__file__).parent
        self.assertNotEqual(mutant.apply(nowhere, "--check"), "")


def compile_commands():
    """Path of each source -> the words that compile it."""
    database = pathlib.Path(processes.program("compile_commands.json"))
    return {pathlib.Path(entry["file"]).relative_to(prove_mutants.ROOT):
            (shlex.split(entry["command"]), entry["directory"])
            for entry in json.loads(database.read_text())}


def compile_patched(mutant, folder, commands):
    """(name, what git or the compiler has to say): of the patched sources, and for a patched header
    of the first source that includes it."""
    tree = folder / mutant.name
    for path in mutant.files():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes((prove_mutants.ROOT / path).read_bytes())
    said = mutant.apply(tree)
    for path in mutant.files():
        source = path if path in commands else includer_of(path, commands)
        (tree / source).parent.mkdir(parents=True, exist_ok=True)
        if not (tree / source).exists():
            (tree / source).write_bytes((prove_mutants.ROOT / source).read_bytes())
        words, directory = commands[source]
        words = [str(tree / source) if word == str(prove_mutants.ROOT / source) else word
                 for word in words[:words.index("-o")]]
        words += ["-fsyntax-only", "-iquote", str(tree), str(tree / source)]
        outcome = subprocess.run(words, cwd=directory, capture_output=True, text=True)
        said += outcome.stderr if outcome.returncode else ""
    return mutant.name, said


def includer_of(header, commands):
    """A source that includes it, by way of other headers where it must."""
    line = f'#include "{header}"'
    found = sorted(path for path in prove_mutants.sources()
                   if path.suffix in (".cpp", ".hpp") and
                   line in (prove_mutants.ROOT / path).read_text(errors="replace"))
    built = [path for path in found if path in commands]
    return built[0] if built else includer_of(found[0], commands)


class Verdict(unittest.TestCase):
    def test_names_the_seed_and_what_was_noticed(self):
        for code, output, seed, noticed in (
                (0, "2000 seeds\n", None, "every promise was kept"),
                (1, f"world_test.cpp:39: Failure\nFailed\n{BROKEN}\n", 7, "report ... is lost"),
                (-6, "invariant broken: a gap (a == b) at x.hpp:1\nin the world of seed 3\n", 3,
                 "aborts: a gap"),
                (-6, "x.h:1: f(): Assertion 'n < m' failed.\nin the world of seed 3\n", 3,
                 "aborts: n < m"),
                (-6, "in the world of seed 3\n", 3, "aborts: without a word"),
                (None, "in the world of seed 0\n", 0, "hangs")):
            self.assertEqual(prove_mutants.verdict(code, output), (seed, noticed))

    def test_does_not_take_every_failure_for_a_catch(self):
        for code, output in ((127, "no such file\n"), (1, "Expected: (reports) > (2000)\n"),
                             (None, "")):
            self.assertIsNone(prove_mutants.verdict(code, output)[0])
