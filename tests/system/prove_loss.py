"""100 reports of 200 B to 8 KiB arrive once each where so many percent are lost (30 50)"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.system.harness import dns_capture, intake, processes, proof, seals  # noqa: E402
from tests.system.harness.site import ZONE, Site  # noqa: E402

REPORTS = 100
OCTETS_MIN, OCTETS_MAX = 200, 8 * 1024
SECONDS_MAX = 300


def octets_of(number, reports):
    """Sizes from the smallest to the largest in equal ratios, neighbours far apart."""
    place = number * 37 % reports / max(1, reports - 1)
    return round(OCTETS_MIN * (OCTETS_MAX / OCTETS_MIN) ** place)


def prove_one(percent, reports, say):
    """One site, one loss. A line about it, and the faults."""
    with processes.temporary_folder() as folder:
        capture = folder / "capture"
        with Site(folder, heartbeat="15s", relay_options=[
                "--loss", f"{percent / 100}", "--seed", "7", "--capture", str(capture)]) as site:
            site.start()
            began, began_at = time.monotonic(), time.time()
            sizes = [octets_of(number, reports) for number in range(reports)]
            stored = [intake.store(site.intake, intake.report_of(number, sizes[number]))
                      for number in range(reports)]
            say(f"{percent} % loss each way: {reports} reports, {sum(sizes)} octets are stored")
            faults = []
            try:
                site.wait_for_reports(reports, SECONDS_MAX)
            except TimeoutError as late:
                faults.append(str(late))
            seconds = time.monotonic() - began
            found = [report["id"] for report in site.reports()]
        queries = dns_capture.summarise(
            datagram for datagram in dns_capture.read(capture) if datagram.at >= began_at).queries
        faults += intake.faults_of_delivery(stored, found)
        faults += seals.faults(seals.sealed_of(capture, ZONE))
        return (f"{percent} % loss each way: {len(set(stored) & set(found))} of "
                f"{reports} reports ({sum(sizes)} octets) arrived once each in {seconds:.1f} s, "
                f"{queries / reports:.1f} queries for each"), faults


def prove(percents, say, reports=REPORTS):
    return proof.one_by_one(prove_one, percents, reports, say)


if __name__ == "__main__":
    proof.main(prove, default=(30, 50))
