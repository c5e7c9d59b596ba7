"""Programs, ports and folders of a test: started, watched, and gone again at its end.

Everything is ended by its own pid, never by a name. Ports are tried before they are given, so tests
may run beside each other and beside whatever else the machine does.
"""

import collections
import contextlib
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]


def program(name):
    """Path of a built program: $AVIARY_PROGRAMS/NAME, else build/release/NAME."""
    return str(pathlib.Path(os.environ.get("AVIARY_PROGRAMS", ROOT / "build" / "release")) / name)


RESERVED_MAX = 256
reserved = collections.deque()  # sockets whose names say which ports this process gave away last


def reserve(port):
    """Whether the port is now this process's among all that ask here: a program binds it later, and
    another test beside this one must not draw it meanwhile."""
    name = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        name.bind(f"\0aviary-port-{port}")
    except OSError:
        name.close()
        return False
    reserved.append(name)
    if len(reserved) > RESERVED_MAX:
        reserved.popleft().close()
    return True


def free_port():
    """A port of 127.0.0.1 that is free for UDP and for TCP, and that no client is ever given: a
    program that is started anew finds it free again."""
    end = first_port_of_clients()
    for _ in range(100):
        port = random.randrange(min(10_000, end // 2), end)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, \
                socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
            if reserve(port):
                return port
    raise RuntimeError("no port is free for both UDP and TCP")


def may_bind_port_53():
    """Name servers that a delegation names are at port 53, and who iterates finds them there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        try:
            tried.bind(("127.31.53.53", 53))
        except PermissionError:
            return False
    return True


def free_addresses(count, port):
    """So many loopback addresses, each with this port free for UDP and for TCP."""
    for _ in range(100):
        net = f"127.{random.randrange(32, 255)}.{random.randrange(256)}"
        found = [f"{net}.{host}" for host in range(1, 1 + count)]
        with contextlib.ExitStack() as tried:
            try:
                for address in found:
                    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                        tried.enter_context(socket.socket(socket.AF_INET, kind)).bind(
                            (address, port))
            except PermissionError:
                raise RuntimeError(f"port {port} takes root") from None
            except OSError:
                continue
            return found
    raise RuntimeError(f"port {port} is free nowhere")


def first_port_of_clients():
    return int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])


@contextlib.contextmanager
def temporary_folder():
    """A folder that ends with the `with` block, whatever happened in it."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="aviary-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def wait_until(condition, seconds, what):
    """The first true value of `condition()`; fails with `what` after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.05)


class Program:
    """One running program whose output is collected as it comes.

    ready    a text; the constructor returns when a line of stderr holds it, or raises
    """

    def __init__(self, args, ready=None, seconds=60, env=None, cwd=None, stdin=None):
        self.args = [str(arg) for arg in args]
        self.process = subprocess.Popen(
            self.args, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=None if env is None else {**os.environ, **env}, cwd=cwd,
            start_new_session=True)  # a Ctrl-C is the test's alone; it ends what it started
        self.out, self.err = [], []
        self.readers = [self._collect(self.process.stdout, self.out),
                        self._collect(self.process.stderr, self.err)]
        if ready is not None:
            self._await(ready, seconds)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @staticmethod
    def _collect(stream, lines):
        def run():
            for line in stream:
                lines.append(line.decode("utf-8", "backslashreplace"))
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread

    def _await(self, ready, seconds):
        try:
            wait_until(lambda: self.said(ready) or self.process.poll() is not None, seconds,
                       f"{self.args[0]} did not say '{ready}'")
            if not self.said(ready):
                self.readers[1].join(1)
            if not self.said(ready):
                raise RuntimeError(f"{self.args[0]} ended with {self.process.returncode}")
        except Exception as error:
            self.kill()
            raise RuntimeError(f"{error}\n{self.stderr()}") from None

    def said(self, text):
        """Whether a line of stderr holds these words; "already" does not hold "ready"."""
        return any(re.search(rf"\b{re.escape(text)}\b", line) for line in list(self.err))

    @property
    def pid(self):
        return self.process.pid

    def stdout(self):
        return "".join(self.out)

    def stderr(self):
        return "".join(self.err)

    def running(self):
        return self.process.poll() is None

    def signal(self, number):
        if self.running():
            self.process.send_signal(number)

    def wait(self, seconds=30):
        """The exit status, once the program has ended and its output is read."""
        status = self.process.wait(seconds)
        for reader in self.readers:
            reader.join(seconds)
        return status

    def stop(self, seconds=10):
        """SIGTERM, and SIGKILL for one that does not end. The exit status; below 0 by a signal."""
        self.signal(signal.SIGTERM)
        try:
            return self.wait(seconds)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self):
        """SIGKILL: what a power cut looks like to a program."""
        self.signal(signal.SIGKILL)
        return self.wait()


def run(args, seconds=30, stdin=None, env=None, cwd=None):
    """Runs a program to its end: (status, stdout, stderr) with both as text."""
    try:
        done = subprocess.run(
            [str(arg) for arg in args], input=stdin, capture_output=True, text=True,
            timeout=seconds, env=None if env is None else {**os.environ, **env}, cwd=cwd,
            check=False, stdin=subprocess.DEVNULL if stdin is None else None)
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"") + (late.stderr or b"")
        raise RuntimeError(f"{args[0]} did not end in {seconds} s; until then it said:\n"
                           + said.decode("utf-8", "backslashreplace")) from None
    return done.returncode, done.stdout, done.stderr
