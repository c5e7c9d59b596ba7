"""What people get wrong gets a sentence that says so, a line on what to do, and an exit code."""

import os
import pathlib
import shutil
import socket
import subprocess
import unittest

from tests.system.harness import intake, processes
from tests.system.harness.site import ZONE, Site

FAILED, USAGE, UNREACHABLE, NOT_FOUND = 1, 2, 3, 4


class BadInput(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(processes.temporary_folder())
        self.site = self.enterContext(Site(self.folder, heartbeat="5s", resolver=None))
        self.console_data, self.bird_data = self.site.console_folder, self.site.bird_folder

    def expect(self, status, what, hint, *words, stdin=None, env=None):
        """Runs a program that must fail so: `what` in its first line, `hint` in its second."""
        program, *rest = words
        got, out, err = processes.run([processes.program(program), *rest], stdin=stdin, env=env)
        lines = err.splitlines()
        self.assertEqual(got, status, err or out)
        self.assertEqual(out, "", "what went wrong belongs to stderr")
        self.assertEqual(len(lines), 2, err)
        self.assertTrue(lines[0].startswith(f"{program}: "), err)
        self.assertIn(what, lines[0])
        self.assertIn(hint, lines[1])
        return err

    def console(self, status, what, hint, *words, data=None, **options):
        return self.expect(status, what, hint, "aviary-console", *words, "--data",
                           data or self.console_data, **options)

    def bird(self, status, what, hint, *words, data=None, **options):
        return self.expect(status, what, hint, "aviary-bird", *words, "--data",
                           data or self.bird_data, **options)

    def serve(self, *words, dns=None):
        return ("serve", "--dns", dns or self.site.dns, *words)

    def run_bird(self, *words):
        return ("run", "--resolver", self.site.dns, *words)

    # -- what was typed --------------------------------------------------------------------------

    def test_options_and_commands_that_do_not_exist(self):
        help_ = "--help"
        for words, meant in ((("init", "--zoen", ZONE), "--zone"),
                             (("serv", "--dns", self.site.dns), "serve"),
                             (("incidents", "lsit"), "list")):
            err = self.console(USAGE, "", f"did you mean {meant}?", *words)
            self.assertIn(help_, err)
        self.bird(USAGE, "", "did you mean --resolver?", "run", "--resolvr", "127.0.0.1:53")
        self.bird(USAGE, "--name is required", help_, "init")
        self.bird(USAGE, "a bird without a name", "--name", "init", "--name", "")
        self.expect(USAGE, "--data is required", help_, "aviary-console", "birds", "list")

    def test_zones_and_name_servers(self):
        for zone, what in (("c..example.net", "c..example.net"),
                           ("a-zone-that-is-much-too-long.example.net", "takes 42"),
                           ("x" * 64 + ".net", "x" * 64)):
            self.console(USAGE, what, "", "init", "--zone", zone)
        self.console(USAGE, "has no address", "", "init", "--zone", ZONE, "--ns", f"ns1.{ZONE}")
        self.console(USAGE, "300.1.2.3", "", "init", "--zone", ZONE, "--ns",
                     f"ns1.{ZONE}=300.1.2.3")
        self.assertFalse(self.console_data.exists(), "what was refused leaves nothing behind")

    def test_addresses(self):
        self.site.init_console()
        self.site.init_bird()
        self.site.start_console()
        self.site.register()
        self.site.console.stop()
        for address in ("127.0.0.1:0x35", "127.0.0.1:70000", "localhost:53"):
            self.console(USAGE, address, "", *self.serve(dns=address))
            self.bird(USAGE, address, "", "run", "--resolver", address)
        self.console(USAGE, "127.0.0.1", "", *self.serve(dns="127.0.0.1"))
        self.console(USAGE, "this machine only", "loopback", *self.serve("--http", "0.0.0.0:8080"))
        self.bird(FAILED, "believes whatever it is told", "loopback",
                  *self.run_bird("--intake", "0.0.0.0:1514"))
        self.bird(USAGE, "is no interval", "seconds from 5 to 3600",
                  *self.run_bird("--heartbeat", "1s"))

    # -- what is in the way ----------------------------------------------------------------------

    def test_taken_ports(self):
        self.site.init_console()
        self.site.init_bird()
        self.site.start_console()
        self.site.register()
        self.site.console.stop()
        with socket.socket() as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            tcp.listen()
            taken = f"127.0.0.1:{tcp.getsockname()[1]}"
            udp.bind(("127.0.0.1", 0))
            taken_udp = f"127.0.0.1:{udp.getsockname()[1]}"
            self.console(FAILED, taken, "", *self.serve(dns=taken))
            self.console(FAILED, taken_udp, "", *self.serve(dns=taken_udp))
            self.console(FAILED, taken, "", *self.serve("--http", taken))
            self.bird(FAILED, taken, "", *self.run_bird("--ssh", taken))
            self.bird(FAILED, taken, "", *self.run_bird("--intake", taken))

    def test_folders(self):
        self.site.init_console()
        self.site.init_bird()
        nowhere = self.folder / "nowhere"
        serve, run = self.serve(), self.run_bird()
        self.console(FAILED, "is not empty", "Give a new folder", "init", "--zone", ZONE)
        self.bird(FAILED, "holds a bird already", "a folder that does not exist", "init", "--name",
                  "x")
        self.console(FAILED, "No such file", "made with init", *serve, data=nowhere)
        self.console(FAILED, "not the data folder of a console", "made with init", *serve,
                     data=self.bird_data)
        self.bird(FAILED, "not the data folder of a bird", "made with init", *run,
                  data=self.console_data)
        self.bird(FAILED, "not registered yet", "aviary-bird register", *run)
        self.bird(USAGE, "for good", "--yes", "factory-reset")
        self.console_data.chmod(0o755)
        self.console(FAILED, "open to other users", "chmod 700", *serve)
        self.console_data.chmod(0o700)
        (self.console_data / "master.key").chmod(0o644)
        self.console(FAILED, "open to other users", "chmod 600", *serve)
        (self.console_data / "master.key").chmod(0o600)
        self.site.start_console()
        self.site.register()
        self.site.console.stop()
        key = (self.console_data / "master.key").read_bytes()
        (self.console_data / "master.key").write_bytes(bytes(len(key)))
        self.console(FAILED, "is not the key of this log: 1 registrations", "put back", *serve)
        (self.console_data / "master.key").write_bytes(key)
        self.bird(FAILED, "has not asked", "ask first", "register", "--answer", "x")
        for file in sorted(self.bird_data.glob("*.json")):
            if file.stat().st_mode & 0o77 == 0 and "registration" in file.name:
                file.chmod(0o640)
                self.bird(FAILED, "may be read by others", "chmod 600", *run)
                file.chmod(0o600)

    @unittest.skipIf(os.geteuid() != 0, "only root may give files away")
    def test_a_folder_of_somebody_else(self):
        self.site.init_console()
        os.chown(self.console_data, 65534, 65534)
        self.console(FAILED, "belongs to another user", "as the user who owns", *self.serve())
        os.chown(self.console_data, 0, 0)

    def test_a_second_instance_on_one_folder(self):
        self.site.start()
        free = f"127.0.0.1:{processes.free_port()}"
        self.console(FAILED, "open in another process", "Stop that one first",
                     *self.serve(dns=free))
        self.bird(FAILED, "in use by another process", "", *self.run_bird())
        self.bird(FAILED, "in use by another process", "", "factory-reset", "--yes")
        # And the first ones did not notice.
        self.assertIsNotNone(intake.store(self.site.intake, intake.report_of(1)))
        self.site.wait_for_reports(1, 30)

    def test_nobody_there_and_nothing_of_that_name(self):
        self.site.init_console()
        self.site.init_bird()
        self.console(UNREACHABLE, "no console is running", "aviary-console serve", "birds", "list")
        self.bird(UNREACHABLE, "not running", "aviary-bird run", "status")
        self.site.start_console()
        self.console(NOT_FOUND, "no such bird", "", "birds", "show", "sparrow")
        self.console(NOT_FOUND, "no such incident", "", "incidents", "show", "0" * 32)
        self.console(NOT_FOUND, "no such report", "", "why", "0-0-0-0")

    # -- registration ----------------------------------------------------------------------------

    def test_registration_lines(self):
        self.site.init_console()
        self.site.init_bird()
        self.site.start_console()
        other = self.folder / "other"
        self.bird(FAILED, "has not asked", "aviary-bird register", "register", "--answer", "x")
        request = self.site.on_bird("register")
        answer = self.site.on_console("register", stdin=request).strip()

        def refused(what, line):
            self.bird(FAILED, what, "", "register", "--answer", line)
        refused("not a registration line", "hello")
        refused("not a registration line", "")
        refused("a bird's request", request.strip())
        refused("the end of the line is missing", answer[:-20])
        changed = answer[:40] + ("a" if answer[40] != "a" else "b") + answer[41:]
        refused("", changed)

        # An answer that was meant for another bird, and one to a request that is void by now.
        processes.run([processes.program("aviary-bird"), "init", "--data", other, "--name", "o"])
        processes.run([processes.program("aviary-bird"), "register", "--data", other])
        self.bird(FAILED, "another bird", "", "register", "--answer", answer, data=other)
        self.site.on_bird("register")
        refused("an earlier request", answer)

        # The good one, and the same once more. The console gave this bird a registration already,
        # of which the request does not know.
        request = self.site.on_bird("register")
        self.console(FAILED, "does not know of registration 1", "--replace", "register",
                     stdin=request)
        answer = self.site.on_console("register", "--replace", stdin=request).strip()
        self.site.on_bird("register", "--answer", answer)
        refused("has not asked", answer)

        def turned_away(what, line):
            self.console(FAILED, what, "", "register", stdin=line)
        turned_away("not a registration line", "hello\n")
        turned_away("a console's answer", answer + "\n")
        turned_away("", "\n")
        turned_away("more than one line", request + request)
        # A request that comes again gets the answer that it got: it is admitted once.
        again = self.site.on_console("register", stdin=request).strip()
        self.assertEqual(again, answer)

    # -- disks -----------------------------------------------------------------------------------

    def test_a_damaged_log_does_not_start(self):
        self.site.start()
        for number in range(5):
            intake.store(self.site.intake, intake.report_of(number))
        self.site.wait_for_reports(5, 30)
        self.site.bird.stop()
        self.site.console.stop()
        good = self.folder / "good"
        shutil.copytree(self.console_data, good)

        def largest(pattern):
            found = (self.console_data / "log").rglob(pattern)
            return max(found, key=lambda one: one.stat().st_size)

        def flip():
            file = largest("*.log")
            octets = bytearray(file.read_bytes())
            octets[len(octets) // 2] ^= 4
            file.write_bytes(octets)

        def truncate():
            file = largest("*.log")
            os.truncate(file, file.stat().st_size // 2)

        def delete():
            for one in (self.console_data / "log").iterdir():
                if one.is_dir():
                    shutil.rmtree(one)

        for damage in (flip, truncate, delete):
            damage()
            self.console(FAILED, str(self.console_data / "log"), "--accept-loss", *self.serve())
            shutil.rmtree(self.console_data)
            shutil.copytree(good, self.console_data)
        self.site.start_console()
        self.assertEqual(len(self.site.reports()), 5)

        # Who accepts the loss goes on, and is told what it was.
        self.site.console.stop()
        shutil.rmtree(self.console_data)
        shutil.copytree(good, self.console_data)
        truncate()
        self.site.console = processes.Program(
            [processes.program("aviary-console"), *self.serve("--accept-loss"), "--data",
             self.console_data], ready="ready")
        self.assertIn("events are lost", self.site.console.stderr())
        self.wait_for_kind("events_lost", bird="console")

    def test_a_bird_goes_on_after_a_loss_and_says_so(self):
        self.site.start()
        for number in range(5):
            intake.store(self.site.intake, intake.report_of(number))
        self.site.wait_for_reports(5, 30)
        self.site.bird.stop()
        for one in (self.bird_data / "log").iterdir():
            if one.is_dir():
                shutil.rmtree(one)
        run = self.run_bird()
        self.bird(FAILED, str(self.bird_data / "log"), "--accept-loss", *run)
        self.site.bird = processes.Program(
            [processes.program("aviary-bird"), *run, "--accept-loss", "--data", self.bird_data],
            ready="ready")
        self.assertIn("events are lost", self.site.bird.stderr())
        self.wait_for_kind("events_lost", bird=self.site.bird_name)

    def wait_for_kind(self, kind, bird):
        processes.wait_until(
            lambda: [one for one in self.site.incidents()
                     if (one["kind"], one["bird"]) == (kind, bird)], 30, f"an incident {kind}")

    @unittest.skipIf(os.geteuid() != 0, "only root may mount a small disk")
    def test_a_full_disk_refuses_work_and_loses_nothing(self):
        disk = self.folder / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", str(disk)], check=False)
        self.site.bird_folder = disk / "bird"
        self.site.start()
        self.assertIsNotNone(intake.store(self.site.intake, intake.report_of(1)))
        filler = pathlib.Path(disk / "filler")
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        filler.write_bytes(bytes(free - 8 * 1024 * 1024))
        answer = processes.wait_until(
            lambda: self.refusal(2), 30, "the bird notices that its disk is full")
        self.assertIn("disk is full", answer["error"])
        self.assertTrue(self.site.bird.running())
        self.site.touch(attempts=1)  # what a decoy saw waits for the disk
        filler.unlink()
        processes.wait_until(lambda: not self.refusal(3), 30, "the bird notices that it has room")
        self.site.wait_for_reports(3, 30)

    def refusal(self, number):
        """What the intake says against one more report; None when it takes it."""
        line = intake.line_of(intake.report_of(number)).encode() + b"\n"
        answer = intake.answer_to(self.site.intake, line)
        return answer if answer["result"] == "error" else None


if __name__ == "__main__":
    unittest.main()
