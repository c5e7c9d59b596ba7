"""What another sensor does: hands reports in at a bird's intake, one line each.

    intake.store(site.intake, intake.report_of(7, octets=1024))     its id, once it is durable
    python3 -m tests.system.harness.intake 127.0.0.1:1514 1024      the same, from anywhere

Every report made here has a number, by which it is found again whatever became of its answer.
"""

import collections
import json
import random
import socket
import sys
import threading
import time

# Text that compresses as little as text can, and needs no escaping in JSON.
LETTERS = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '"\\')


def report_of(number, octets=0, source="10.0.0.9"):
    """A report as OpenCanary logs it; with `octets` its line has exactly so many."""
    report = {"dst_host": "10.0.0.5", "dst_port": 22, "logtype": 4002, "src_host": source,
              "src_port": 50000, "logdata": {"PASSWORD": "", "USERNAME": f"number {number}"}}
    missing = max(0, octets - len(line_of(report)))
    report["logdata"]["PASSWORD"] = "".join(random.Random(number).choices(LETTERS, k=missing))
    return report


def number_of(report):
    """The number of a report of report_of(), wherever it is met again."""
    return int(report["logdata"]["USERNAME"].removeprefix("number "))


def line_of(report):
    return json.dumps(report, separators=(",", ":"))


def answer_to(address, line, seconds=10):
    """What the intake says to a line of octets, as an object; empty when it says nothing."""
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        connection.sendall(line)
        return json.loads(connection.makefile().readline() or "{}")


def store(address, report, seconds=10):
    """The report's id once the bird has it on disk; None when the bird went away meanwhile."""
    try:
        answer = answer_to(address, line_of(report).encode() + b"\n", seconds)
    except (OSError, ValueError):
        return None
    return answer.get("report") if answer.get("result") == "stored" else None


def faults_of_delivery(stored, found):
    """What did not arrive exactly once.

    stored   ids in the order in which the intake gave them; None for a report that it refused
    found    ids as the console has them
    """
    counts = collections.Counter(found)
    return (
        [f"report {place} was refused" for place, report in enumerate(stored) if report is None] +
        [f"report {place} ({report}) arrived {counts[report]} times"
         for place, report in enumerate(stored) if report is not None and counts[report] != 1] +
        [f"report {report} is nobody's" for report in counts if report not in stored])


class Load(threading.Thread):
    """Hands in one report after the other until `stop()`, each of them once.

    make       the report of a number
    stored     number -> id of what the bird said is stored
    unknown    numbers that got no answer: such a report may have been stored or not
    """

    def __init__(self, address, make, pause=0.03):
        super().__init__(daemon=True)
        self.address, self.make, self.pause = address, make, pause
        self.stored, self.unknown = {}, []
        self.running = True

    def run(self):
        number = 0
        while self.running:
            report = store(self.address, self.make(number))
            if report is None:
                self.unknown.append(number)
            else:
                self.stored[number] = report
            number += 1
            time.sleep(self.pause)

    def stop(self):
        self.running = False
        self.join()


if __name__ == "__main__":
    print(store(sys.argv[1], report_of(0, int(sys.argv[2]))))
