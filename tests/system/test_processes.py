"""The harness' own processes: what starts is seen to be ready, what ends is gone."""

import os
import signal
import sys
import unittest

from tests.system.harness import processes

SAYS_READY = [sys.executable, "-c",
              "import sys, time; print('out'); print('now ready', file=sys.stderr, flush=True); "
              "sys.stdout.flush(); time.sleep(60)"]


class Processes(unittest.TestCase):
    def test_start_waits_for_ready_and_stop_ends_by_term(self):
        with processes.Program(SAYS_READY, ready="ready") as program:
            self.assertTrue(program.running())
            self.assertEqual(program.stop(), -signal.SIGTERM)
            self.assertEqual(program.stdout(), "out\n")
        with self.assertRaises(ProcessLookupError):
            os.kill(program.pid, 0)

    def test_a_program_that_dies_before_it_is_ready_is_reported_with_its_words(self):
        with self.assertRaisesRegex(RuntimeError, "(?s)ended with 3.*no space"):
            processes.Program(["/bin/sh", "-c", "echo no space >&2; exit 3"], ready="ready")

    def test_a_program_that_never_gets_ready_is_ended(self):
        with self.assertRaisesRegex(RuntimeError, "did not say 'ready'"):
            processes.Program(["/bin/sh", "-c", "echo already >&2; exec sleep 60"], ready="ready",
                              seconds=0.3)

    def test_one_that_ignores_term_is_killed(self):
        with processes.Program(["/bin/sh", "-c", "trap '' TERM; echo ready >&2; sleep 1; sleep 1; "
                                "sleep 1; sleep 60"], ready="ready") as program:
            self.assertEqual(program.stop(seconds=0.3), -signal.SIGKILL)

    def test_run_gives_status_and_both_outputs(self):
        self.assertEqual(processes.run(["/bin/sh", "-c", "cat; echo b >&2; exit 4"], stdin="a"),
                         (4, "a", "b\n"))

    def test_run_tells_what_a_program_said_that_did_not_end(self):
        with self.assertRaisesRegex(RuntimeError, "(?s)did not end in 0.3 s.*seed 7"):
            processes.run(["/bin/sh", "-c", "echo seed 7; exec sleep 60"], seconds=0.3)

    def test_ports_differ_and_folders_end(self):
        self.assertGreater(len({processes.free_port() for _ in range(8)}), 1)

    def test_a_port_is_given_to_one_process_at_a_time(self):
        port = processes.free_port()
        again = [sys.executable, "-c",
                 "from tests.system.harness import processes; import sys; "
                 f"sys.exit(0 if processes.reserve({port}) else 7)"]
        self.assertEqual(processes.run(again, cwd=processes.ROOT)[0], 7)
        for _ in range(processes.RESERVED_MAX):
            processes.free_port()
        self.assertEqual(processes.run(again, cwd=processes.ROOT)[0], 0, "the oldest are let go")
        with processes.temporary_folder() as folder:
            (folder / "file").write_text("x")
        self.assertFalse(folder.exists())
