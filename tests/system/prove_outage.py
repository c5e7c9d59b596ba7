"""A console that is off for so many seconds misses nothing, and the bird restarts too (30 600)"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.system.harness import intake, processes, proof  # noqa: E402
from tests.system.harness.site import Site  # noqa: E402

REPORTS = 100
# A name server that was away for minutes is "down" to unbound, and by default it is not asked again
# before `infra-host-ttl` (900 s) is over (unbound.conf(5), infra-keep-probing). Then comes the
# bird's next status query, within 75 s.
DELIVERY_SECONDS = 900 + 75 + 60


def hand_in(site, reports, seconds, say):
    """Spreads the reports over the outage and kills the bird half-way. Their ids, in order."""
    stored = []
    began = time.monotonic()
    for number in range(reports):
        if number == reports // 2:
            site.bird.kill()
            site.start_bird()
            say("the bird was killed and started again")
        stored.append(intake.store(site.intake,
                                   intake.report_of(number, octets=300 + number % 10 * 300)))
        time.sleep(max(0, began + seconds * (number + 1) / reports - time.monotonic()))
    return stored


def is_notice(report):
    """What the console noticed itself."""
    return report["logtype"] >= 100000


def wait_for(site, wanted, count, seconds):
    """Until so many of the wanted reports are in incidents; asked rarely."""
    deadline = time.monotonic() + seconds
    while (found := len(wanted & {report["id"] for report in site.reports()})) < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{found} of {count} reports are in incidents after {seconds} s")
        time.sleep(1)


def inversions(numbers):
    """How many come directly after one that is later than themselves."""
    return sum(left > right for left, right in zip(numbers, numbers[1:]))


def prove_one(seconds, reports, say):
    """One outage. Lines about it, and the faults."""
    with processes.temporary_folder() as folder, Site(folder, heartbeat="5s") as site:
        site.start()
        first = intake.store(site.intake, intake.report_of(reports))
        site.wait_for_reports(1, 30)
        site.console.stop()
        say(f"the console is off for {seconds} s")
        stored = [first] + hand_in(site, reports, seconds, say)
        waiting = site.bird_status()["queue"]["waiting"]
        site.start_console()
        began = time.monotonic()
        faults = []
        until_first = until_last = DELIVERY_SECONDS
        try:
            wait_for(site, set(stored), 2, DELIVERY_SECONDS)
            until_first = time.monotonic() - began
            wait_for(site, set(stored), len(stored), 120)
            until_last = time.monotonic() - began
        except TimeoutError as late:
            faults.append(str(late))
        # A bird that its resolver kept from the console for so long was also told to be silent.
        shown = [report["id"] for report in site.reports_in_order() if not is_notice(report)]
        notices = [report["id"] for report in site.reports_in_order() if is_notice(report)]
        accepted = [report for report in site.accepted_in_order() if report not in notices]
        faults += intake.faults_of_delivery(stored, accepted)
        if shown != stored:
            faults.append(f"the console shows {len(shown)} reports, not {len(stored)} in the order "
                          "in which the bird took them")
        places = [stored.index(report) for report in accepted if report in stored]
        return (f"off for {seconds} s: {len(set(shown) & set(stored))} of {len(stored)} reports "
                f"arrived ({waiting} waited when the console came back), the first "
                f"{until_first:.1f} s and the last {until_last:.1f} s after that; "
                f"{inversions(places)} were accepted after a later one"), faults


def prove(outages, say, reports=REPORTS):
    return proof.one_by_one(prove_one, outages, reports, say)


if __name__ == "__main__":
    proof.main(prove, default=(30, 600))
