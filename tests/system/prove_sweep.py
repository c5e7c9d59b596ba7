"""Payloads up and down arrive in time where so many percent are lost (0 5 10 20 30 50)"""

import dataclasses
import os
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.system.harness import dns_capture, processes, proof  # noqa: E402
from tests.system.tunnels import carriers  # noqa: E402

KIB = 1024
UP = {"1 KiB": (KIB, 7), "4 KiB": (4 * KIB, 5), "64 KiB": (64 * KIB - 512, 3)}  # octets, rounds
DOWN, DOWN_ROUNDS = "1 MiB down", 3
ONE_WAY_MS = 20
PATIENCE_SECONDS = 120
PULL_SECONDS = 600  # with the probe before it
SETTLE_SECONDS = 0.5

# (way, payload, percent lost each way): (seconds, queries), medians that are the aim; None: none is
# set. They are what the best tunnels of today take, and better.
BARS = {
    (carriers.DIRECT, "1 KiB", 0): (0.15, 12),
    (carriers.DIRECT, "1 KiB", 30): (0.5, None),
    (carriers.DIRECT, "1 KiB", 50): (1.0, None),
    (carriers.DIRECT, "64 KiB", 0): (1.0, 530),
    (carriers.DIRECT, "64 KiB", 30): (2.5, 780),
    (carriers.DIRECT, "64 KiB", 50): (5.0, 1100),
    (carriers.DIRECT, DOWN, 0): (1.6, None),
    (carriers.DIRECT, DOWN, 20): (5.0, None),
    (carriers.DIRECT, DOWN, 30): (7.0, None),
    (carriers.DIRECT, DOWN, 50): (20.0, None),
    (carriers.UNBOUND, DOWN, 0): (4.0, None),
}


@dataclasses.dataclass
class Cell:
    """Medians of some rounds."""
    arrived: int
    rounds: int
    seconds: float = None
    queries: float = None

    def text(self):
        lost = f", {self.arrived} of {self.rounds}" if self.arrived < self.rounds else ""
        return f"{self.seconds:.2f} s, {self.queries:.0f} queries{lost}" if self.arrived else "none"

    def faults(self, bar):
        if self.arrived < self.rounds:
            yield f"{self.arrived} of {self.rounds} arrived"
        if bar is None or not self.arrived:
            return
        seconds, queries = bar
        if self.seconds > seconds:
            yield f"{self.seconds:.2f} s, aim {seconds} s"
        if queries is not None and self.queries > queries:
            yield f"{self.queries:.0f} queries, aim {queries}"


def cell_of(outcomes):
    """`outcomes`: (seconds, queries) or None for each round."""
    arrived = [one for one in outcomes if one is not None]
    if not arrived:
        return Cell(0, len(outcomes))
    return Cell(len(arrived), len(outcomes), *(map(statistics.median, zip(*arrived))))


def send(carrier, octets):
    time.sleep(SETTLE_SECONDS)
    began = time.time()
    taken = carrier.send(os.urandom(octets), PATIENCE_SECONDS)
    if taken is None:
        return None
    seen = dns_capture.summarise(
        datagram for datagram in dns_capture.read(carrier.capture) if datagram.at >= began)
    return taken, seen.queries


def measure(network, say):
    """payload -> Cell."""
    cells = {}
    with processes.temporary_folder() as folder, carriers.Aviary(network, folder) as carrier:
        for payload, (octets, rounds) in UP.items():
            cells[payload] = cell_of([send(carrier, octets) for _ in range(rounds)])
            say(f"{network.way}, {network.leg}, {network.loss:.0%}: {payload}: "
                f"{cells[payload].text()}")
        cells[DOWN] = cell_of([carrier.pull(PULL_SECONDS) for _ in range(DOWN_ROUNDS)])
        say(f"{network.way}, {network.leg}, {network.loss:.0%}: {DOWN}: {cells[DOWN].text()}")
    return cells


def prove(percents, say):
    payloads = [*UP, DOWN]
    lines = ["| way | lost each way | " + " | ".join(payloads) + " |",
             "|---" * (2 + len(payloads)) + "|"]
    faults = []
    for way, leg in ((carriers.DIRECT, carriers.NEAR), (carriers.UNBOUND, carriers.NEAR),
                     (carriers.UNBOUND, carriers.FAR)):
        shown = way if way == carriers.DIRECT else f"{way}, {leg}"
        for percent in percents:
            cells = measure(carriers.Network(percent / 100, ONE_WAY_MS, way, leg), say)
            lines.append(f"| {shown} | {percent} % | " +
                         " | ".join(cells[payload].text() for payload in payloads) + " |")
            faults += [f"{shown}, {percent} %, {payload}: {fault}" for payload in payloads
                       for fault in cells[payload].faults(BARS.get((way, payload, percent)))]
    return lines, faults


if __name__ == "__main__":
    proof.main(prove, default=(0, 5, 10, 20, 30, 50))
