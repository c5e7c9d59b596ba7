"""What every resolver has to carry: registration, heartbeats, reports, an outage, recovery.

    BIRD -> (middlebox) -> RESOLVER -> RELAY -> CONSOLE        the relay counts, and goes black

Each step waits for its outcome; what it cost is counted at the relay, so in queries of the
resolver, minimised names and repeats and all.
"""

import collections
import dataclasses
import json
import math
import signal
import time

from tests.system.harness import dns_capture, intake, lossy_relay, overlay_name
from tests.system.harness.site import ZONE, Site

HEARTBEAT_SECONDS = 5
HEARTBEATS_SECONDS = 20
OUTAGE_SECONDS = 45
# A bird in silence asks at most every 75 s, and unbound keeps a name server that missed its probes
# from being asked for up to a minute after that (docs/PROTOCOL.md, section 5.4).
RECOVERY_SECONDS = 150
# The first probe waits up to 10 s, and a path that limps takes it half a minute.
PROBE_SECONDS = 60
# A full window of 32 is the most that a bird has under way; a resolver that minimises makes five
# of one, three times where it gets no answer.
BURST_MAX = 32 * 5 * 3
KIB = 1024
# What the console notices itself has a logtype from here.
OWN_LOGTYPES = 100_000


@dataclasses.dataclass
class Outcome:
    """One row of the table: seconds, and queries of the resolver at the name server."""
    name: str
    first_heartbeat_seconds: float = None  # from the bird's start
    heartbeat_queries: float = None        # for each heartbeat
    small_seconds: float = None            # until the console has filed the report
    small_queries: int = None
    large_seconds: float = None
    large_queries: int = None
    recovery_seconds: float = None         # from the end of the outage to the report made in it
    outage_queries: int = None             # while the name server was away
    return_burst: int = None               # most queries in a second after its return
    seconds: dict = dataclasses.field(default_factory=dict)  # queries from its return on, a second
    over_stream: int = None                # queries over TCP at the name server, of all
    probe: dict = dataclasses.field(default_factory=dict)  # as `aviary-bird status` shows it
    faults: list = dataclasses.field(default_factory=list)


class Run:
    """Plays one row; `folder` is its own and empty."""

    def __init__(self, row, folder, say=lambda line: None):
        self.row, self.folder, self.say = row, folder, say
        self.capture = folder / "authority.pcap"
        self.outcome = Outcome(row.name)
        self.stored = []

    def play(self):
        with Site(self.folder, resolver=self.row.start, iterates=self.row.iterates,
                  heartbeat=f"{HEARTBEAT_SECONDS}s",
                  authority_options=["--streams", "--capture", str(self.capture)],
                  relay_options=list(self.row.bird_side) or None) as self.site:
            try:
                self._steps()
            except (TimeoutError, RuntimeError) as broken:
                self.outcome.faults.append(str(broken))
        if self.site.authority_relay:
            counted = json.loads(self.site.authority_relay.err[-1])
            self.outcome.over_stream = counted[lossy_relay.UP]["over_stream"]
        return self.outcome

    def _steps(self):
        seen = self.outcome
        self.site.start()
        seen.first_heartbeat_seconds = self._until(self._alive, 60, "the first heartbeat counts")
        self._until(self._probe, PROBE_SECONDS, "the bird has probed its path")
        self._compare_probe()
        seen.heartbeat_queries = self._heartbeats()
        seen.small_seconds, seen.small_queries = self._report(KIB, 60)
        self.say(f"{self.row.name}: 1 KiB in {seen.small_seconds:.1f} s")
        seen.large_seconds, seen.large_queries = self._report(64 * KIB - 512, 180)
        self.say(f"{self.row.name}: 64 KiB in {seen.large_seconds:.1f} s")
        self._outage()
        self.say(f"{self.row.name}: recovered in {seen.recovery_seconds:.1f} s")
        self._until(self._alive, 60, "the console shows the bird alive again")
        seen.seconds = self._by_second()
        seen.faults += intake.faults_of_delivery(self.stored, self._delivered())

    # -- steps ---------------------------------------------------------------------------------

    def _probe(self):
        return self.site.bird_status()["path"].get("probe")

    def _compare_probe(self):
        found = self._probe()
        self.outcome.faults += [
            f"the probe found {name} {found.get(name)}, not {wanted}"
            for name, wanted in self.row.expected().items() if found.get(name) != wanted]
        self.outcome.probe = found
        self._until(self._paths_of_console, 60, "the console knows what the bird's probe found")
        if self._paths_of_console()[0]["name_octets"] != found["name_octets"]:
            self.outcome.faults.append(f"the console was told {self._paths_of_console()}")

    def _paths_of_console(self):
        return self.site.ask_console("birds", "list")["birds"][0].get("paths")

    def _heartbeats(self):
        began = time.time()
        time.sleep(HEARTBEATS_SECONDS)
        counts = self._queries(began, ("one_shot", "fragment", "status"))
        return sum(counts.values()) / max(1, len({message for _, message in counts}))

    def _report(self, octets, seconds):
        began = time.time()
        self._store(octets)
        taken = self._until(self._all_delivered, seconds, f"a report of {octets} octets is filed")
        return taken, sum(self._queries(began, ("fragment", "status")).values())

    def _outage(self):
        self.site.authority_relay.signal(signal.SIGUSR2)
        self.outage_began = time.time()
        time.sleep(OUTAGE_SECONDS / 3)
        self._store(KIB)
        time.sleep(self.outage_began + OUTAGE_SECONDS - time.time())
        self.outage_ended = time.time()
        self.site.authority_relay.signal(signal.SIGUSR2)
        self.outcome.recovery_seconds = self._until(
            self._all_delivered, RECOVERY_SECONDS, "the report made in the outage is filed")
        seconds = self._by_second()
        self.outcome.outage_queries = sum(
            count for second, count in seconds.items() if second < 0)
        self.outcome.return_burst = max(
            (count for second, count in seconds.items() if second >= 0), default=0)
        if self.outcome.return_burst > BURST_MAX:
            self.outcome.faults.append(
                f"{self.outcome.return_burst} queries in a second behind the outage")

    # -- what is seen --------------------------------------------------------------------------

    @staticmethod
    def _until(condition, seconds, what):
        began = time.monotonic()
        deadline = began + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: not within {seconds} s")
            time.sleep(0.2)
        return time.monotonic() - began

    def _store(self, octets):
        report = intake.report_of(len(self.stored), octets)
        self.stored.append(intake.store(self.site.intake, report))

    def _alive(self):
        birds = self.site.ask_console("birds", "list")["birds"]
        return len(birds) == 1 and birds[0]["state"] == "live"

    def _delivered(self):
        return [report["id"] for report in self.site.reports() if report["logtype"] < OWN_LOGTYPES]

    def _all_delivered(self):
        return set(self.stored) <= set(self._delivered())

    def _asked(self, since):
        """(instant, question) of each query that reached the name server, minimised ones too."""
        for datagram in dns_capture.read(self.capture):
            question = overlay_name.question_of(datagram.payload)
            if datagram.at >= since and question and not question.answer:
                yield datagram.at, question

    def _by_second(self):
        """Counts of queries since the outage began, by the second from its end."""
        return collections.Counter(
            math.floor(at - self.outage_ended) for at, _ in self._asked(self.outage_began))

    def _queries(self, since, types):
        """Counts of queries by the message that they are about."""
        headers = (overlay_name.header_of(question, ZONE) for _, question in self._asked(since))
        return collections.Counter(header for header in headers if header and header[0] in types)
