"""Puts a real resolver through the drill that `aviary-sim drill` has for the model of it.

    STUB -> RESOLVER -> RELAY -> CONSOLE        the relay counts, and goes black

The stub is a socket: no bird with its own patience stands in between. What is asked when, says the
script that the simulator prints.
"""

import dataclasses
import json
import os
import secrets
import signal
import socket
import statistics
import threading
import time

from tests.system.harness import dns_capture, overlay_name, processes
from tests.system.harness.resolvers.way import split
from tests.system.harness.site import ZONE, Site

# Control characters of a fragment: minimised names have no data, or are denied.
NODATA, NXDOMAIN = "j", "n"
# Behind it: what the longest name has room for, with a zone of 15 octets.
CHARACTERS = 234
COUNTS = ("one_by_one_nodata", "one_by_one_nxdomain", "at_once", "while_away")
BACK = "back_after_s"


@dataclasses.dataclass
class Outcome:
    """Medians of some runs: queries at the name server, and seconds."""
    counts: dict
    back_after: float = None  # None: not in every run
    unanswered: int = 0


def medians(runs):
    """`runs`: what `simulated` and `real` return."""
    backs = [run.get(BACK) for run in runs]
    return Outcome({name: statistics.median(run[name] for run in runs) for name in COUNTS},
                   None if None in backs else statistics.median(backs),
                   max(run["unanswered"] for run in runs))


def simulated(resolver, seed):
    """The model's run, with the script in it."""
    status, out, err = processes.run([processes.program("aviary-sim"), "drill", resolver, "--json",
                                      "--seed", str(seed)])
    if status != 0:
        raise RuntimeError(f"aviary-sim drill {resolver}: {err.strip() or out.strip()}")
    return json.loads(out)


def real(row, folder, script):
    """One run of the matrix' row, as the simulator's JSON."""
    capture = folder / "authority.pcap"
    with Site(folder, resolver=row.start, iterates=row.iterates,
              authority_options=["--streams", "--capture", str(capture)]) as site:
        site.init_console()
        site.start_console()
        site.start_resolver()
        with Stub(split(site.resolver.address)) as stub:
            return Drill(site, stub, capture, script).play()


class Stub:
    """Asks, and notes who was answered when. A thread listens."""

    def __init__(self, resolver):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(resolver)
        self.socket.settimeout(0.1)
        self.asked, self.answered = 0, []
        self.running = True
        self.thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.running = False
        self.thread.join()
        self.socket.close()

    def ask(self, mode):
        self.asked += 1
        text = mode + "".join(secrets.choice(overlay_name.ALPHABET) for _ in range(CHARACTERS))
        labels = [text[at:at + 63] for at in range(0, len(text), 63)]
        name = ".".join(reversed(labels)) + "." + ZONE
        self.socket.send(overlay_name.query_of(name, int.from_bytes(os.urandom(2), "big")))

    def _listen(self):
        while self.running:
            try:
                question = overlay_name.question_of(self.socket.recv(65535))
            except (TimeoutError, ConnectionRefusedError):
                continue
            if question and question.answer and question.rcode == 0:
                self.answered.append(time.time())


class Drill:
    def __init__(self, site, stub, capture, script):
        self.site, self.stub, self.capture, self.script = site, stub, capture, script

    def play(self):
        script, seen = self.script, {}
        seen["one_by_one_nodata"] = self._counted(self._one_by_one, NODATA)
        seen["one_by_one_nxdomain"] = self._counted(self._one_by_one, NXDOMAIN)
        seen["at_once"] = self._counted(self._at_once)
        seen["unanswered"] = self.stub.asked - len(self.stub.answered)
        seen["while_away"] = self._counted(self._away)
        began = time.time()
        if (first := self._ask_until(began + script["patience_s"])) is not None:
            seen[BACK] = first - began
        return seen

    def _counted(self, step, *args):
        began = time.time()
        step(*args)
        ended = time.time()
        datagrams = (one for one in dns_capture.read(self.capture) if began <= one.at < ended)
        return dns_capture.summarise(datagrams).queries

    def _one_by_one(self, mode):
        for _ in range(self.script["one_by_one"]):
            self.stub.ask(mode)
            time.sleep(self.script["between_s"])
        time.sleep(self.script["rest_s"])

    def _at_once(self):
        for _ in range(self.script["at_once"]):
            self.stub.ask(NXDOMAIN)
        time.sleep(self.script["rest_s"])

    def _away(self):
        self.site.authority_relay.signal(signal.SIGUSR2)
        self._ask_until(time.time() + self.script["away_s"])
        self.site.authority_relay.signal(signal.SIGUSR2)

    def _ask_until(self, end):
        """A name now and then, until `end` or the first answer, and when that came."""
        answered = len(self.stub.answered)
        while time.time() < end and len(self.stub.answered) == answered:
            self.stub.ask(NODATA)
            time.sleep(max(0, min(self.script["between_while_away_s"], end - time.time())))
        return self.stub.answered[answered] if len(self.stub.answered) > answered else None
