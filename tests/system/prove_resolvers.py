"""Every resolver of the matrix carries everything, and through an outage (all rows, 4 at a time)"""

import concurrent.futures
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.system.harness import processes  # noqa: E402
from tests.system.resolvers import matrix, outage_plot, scenario  # noqa: E402

AT_A_TIME = 4

# Title, and how a cell is written; the row's outcome has the value.
COLUMNS = (
    ("resolver", lambda seen: seen.name),
    ("first heartbeat", lambda seen: in_seconds(seen.first_heartbeat_seconds)),
    ("queries for a heartbeat", lambda seen: number(seen.heartbeat_queries)),
    ("1 KiB", lambda seen: in_seconds(seen.small_seconds)),
    ("queries", lambda seen: number(seen.small_queries)),
    ("64 KiB", lambda seen: in_seconds(seen.large_seconds)),
    ("queries", lambda seen: number(seen.large_queries)),
    ("back after the outage", lambda seen: in_seconds(seen.recovery_seconds)),
    ("queries in it", lambda seen: number(seen.outage_queries)),
    ("most in a second behind it", lambda seen: number(seen.return_burst)),
    ("over TCP", lambda seen: number(seen.over_stream)),
    ("what the bird adapts to", lambda seen: limits(seen.probe)),
)


def in_seconds(value):
    return "-" if value is None else f"{value:.1f} s"


def number(value):
    return "-" if value is None else f"{value:.1f}".removesuffix(".0")


def limits(probe):
    """What is not as it is on the best path; an answer that is kept for its TTL is no limit."""
    if not probe:
        return "-"
    return ", ".join([f"names of {probe['name_octets']}"] * (probe["name_octets"] != 255) +
                     [f"answers {probe['answers']}"] * (probe["answers"] != "raw 1232") +
                     ["over TCP alone"] * probe["over_tcp"] +
                     ["believes NXDOMAIN"] * (
                         not probe["minimised_nxdomain"] and not probe["over_tcp"]) +
                     ["keeps answers too long"] * (probe.get("kept_s", 0) > 15)) or "nothing"


def table(outcomes):
    """As Markdown."""
    rows = [[title for title, _ in COLUMNS], ["---"] * len(COLUMNS)]
    rows += [[cell(seen) for _, cell in COLUMNS] for seen in outcomes]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def play(row, say):
    with processes.temporary_folder() as folder:
        return scenario.Run(row, folder, say).play()


def prove(rows, say):
    """The outcomes in the order of the rows."""
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(lambda row: play(row, say), rows))


def main(names):
    rows = [matrix.row(name) for name in names] or matrix.ROWS
    outcomes = prove(rows, lambda line: print(line, file=sys.stderr, flush=True))
    print(table(outcomes))
    print(outage_plot.plot(outcomes))
    faults = [f"{seen.name}: {fault}" for seen in outcomes for fault in seen.faults]
    print(*faults, sep="\n")
    print(f"{len(outcomes)} resolvers, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
