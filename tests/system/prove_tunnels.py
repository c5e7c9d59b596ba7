"""Beside iodine and dns2tcp in one lossy network none is quicker; so many rounds of each (3)"""

import concurrent.futures
import os
import pathlib
import shutil
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.system.harness import dns_capture, processes, proof  # noqa: E402
from tests.system.tunnels import carriers  # noqa: E402

KIB = 1024
SIZES = (KIB, 64 * KIB - 512)  # the longest report has room for 64 KiB of JSON and no more
LOSSES = (0.0, 0.1, 0.3, 0.5)
WAYS = (carriers.DIRECT, carriers.UNBOUND, carriers.NOT_MINIMISING)
ONE_WAY_MS = 20
PATIENCE_SECONDS = 60
# The relay delays by sleeping, and all this runs on few cores.
RESOLUTION_SECONDS = 0.003
# Between messages: what is still under way, as an acknowledgement, belongs to the one before.
SETTLE_SECONDS = 1.0


class Cell:
    """What one carrier did in one network with messages of one size."""

    def __init__(self):
        self.seconds, self.queries, self.octets = [], [], []
        self.failed = None  # why, where it did not even connect

    def text(self, rounds):
        if self.failed:
            return self.failed
        arrived = [taken for taken in self.seconds if taken is not None]
        if not arrived:
            return f"0 of {rounds} arrived in {PATIENCE_SECONDS} s"
        lost = f", {len(arrived)} of {rounds} arrived" if len(arrived) < rounds else ""
        queries, octets = statistics.median(self.queries), statistics.median(self.octets)
        return (f"{statistics.median(arrived):.3f} s, {queries:.0f} queries, "
                f"{octets / KIB:.0f} KiB{lost}")


def measure(kind, network, rounds, say):
    """size -> Cell."""
    cells = {size: Cell() for size in SIZES}
    with processes.temporary_folder() as folder:
        try:
            with kind(network, folder) as carrier:
                for size in SIZES:
                    send(carrier, cells[size], size, rounds)
                    say(f"{kind.name}: {size} octets, {network}: {cells[size].text(rounds)}")
        except (TimeoutError, RuntimeError, OSError) as broken:
            why = str(broken).strip().splitlines()[0]
            say(f"{kind.name}: {network}: {broken}")
            for cell in cells.values():
                if not cell.seconds:
                    cell.failed = f"no connection: {why}"
    return cells


def send(carrier, cell, size, rounds):
    for _ in range(rounds):
        time.sleep(SETTLE_SECONDS)
        began = time.time()
        cell.seconds.append(carrier.send(os.urandom(size), PATIENCE_SECONDS))
        seen = dns_capture.summarise(
            datagram for datagram in dns_capture.read(carrier.capture) if datagram.at >= began)
        cell.queries.append(seen.queries)
        cell.octets.append(seen.octets)
        if cell.seconds[-1] is None:
            return  # the rest of it is in the way of the next


def prove(rounds, say):
    missing = [name for name in ("iodine", "iodined", "dns2tcpc", "dns2tcpd", "ip")
               if shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin") is None]
    if missing:
        return [], [f"{', '.join(missing)} not found: apt-get install iodine dns2tcp iproute2"]
    lines = ["| way | loss each way | octets | " + " | ".join(
        kind.name for kind in carriers.ALL) + " |", "|---" * (3 + len(carriers.ALL)) + "|"]
    faults = []
    for network, cells in measure_all(rounds, say):
        for size in SIZES:
            lines.append(f"| {network.way} | {network.loss:.0%} | {size} | " + " | ".join(
                cells[kind.name][size].text(rounds) for kind in carriers.ALL) + " |")
            faults += [f"{network.way}, {network.loss:.0%}, {size} octets: {fault}"
                       for fault in slower({name: cell[size] for name, cell in cells.items()},
                                           rounds)]
    return lines, faults


def measure_all(rounds, say):
    """Each network with the cells of each carrier. Where nothing is lost the processor decides, so
    those are one after the other; elsewhere everybody waits most of the time, and three of them
    side by side disturb each other less than they take time."""
    def measured(network):
        return network, {kind.name: measure(kind, network, rounds, say) for kind in carriers.ALL}

    quiet = [measured(carriers.Network(0.0, ONE_WAY_MS, way)) for way in WAYS]
    with concurrent.futures.ThreadPoolExecutor(len(WAYS)) as pool:
        lossy = list(pool.map(measured, [carriers.Network(loss, ONE_WAY_MS, way)
                                         for loss in LOSSES if loss > 0 for way in WAYS]))
    return sorted(quiet + lossy, key=lambda one: (WAYS.index(one[0].way), one[0].loss))


def slower(cells, rounds):
    """Where ours did not deliver everything, or was slower than a tunnel that did."""
    ours = cells[carriers.Aviary.name]
    if ours.failed or len(ours.seconds) < rounds or None in ours.seconds:
        return ["not everything was delivered"]
    return [f"slower than {name}" for name, cell in cells.items()
            if cell is not ours and cell.seconds and None not in cell.seconds and
            statistics.median(ours.seconds) > statistics.median(cell.seconds) + RESOLUTION_SECONDS]


if __name__ == "__main__":
    proof.main(prove, default=3)
