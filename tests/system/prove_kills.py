"""kill -9 loses and doubles nothing: so many kills of bird and console each, under load (200)"""

import collections
import json
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.system.harness import intake, processes, proof, seals  # noqa: E402
from tests.system.harness.site import ZONE, Site  # noqa: E402

SEED = 7
LOSS = "0.2"
# The killed one is let live for so long at most; its restart takes a fraction of a second more.
LIFE_SECONDS = 1.2
# As often it is killed while it starts, and then started once more.
SHARE_KILLED_AT_START, START_SECONDS = 0.2, 0.3
DELIVERY_SECONDS = 240
# The receiver takes so long to answer: the console is also killed while an alert is under way.
ANSWER_SECONDS = 0.1


def make_report(number):
    """Every fifth is large enough for fragments to be under way when somebody dies.

    Five in a row have one source, so incidents open, and others grow, all the time.
    """
    octets = 400 + 500 * (number % 7) if number % 5 == 0 else 0
    incident = number // 5
    return intake.report_of(number, octets, source=f"10.0.{incident // 250}.{1 + incident % 250}")


def kill(site, victim, chance, say):
    """One or two kills of one program, which runs at the end. The number of kills."""
    start = {"bird": site.start_bird, "console": site.start_console}[victim]
    time.sleep(chance.uniform(0.05, LIFE_SECONDS))
    getattr(site, victim).kill()
    kills = 1
    if chance.random() < SHARE_KILLED_AT_START:
        start(ready=None)
        time.sleep(chance.uniform(0, START_SECONDS))
        getattr(site, victim).kill()
        kills += 1
    start()
    return kills


def kill_both(site, kills, say):
    """Kills one or the other until each was killed so often. The kills of each."""
    chance = random.Random(SEED)
    done = {"bird": 0, "console": 0}
    while left := [victim for victim in done if done[victim] < kills]:
        victim = chance.choice(left)
        before = sum(done.values()) // 20
        done[victim] += kill(site, victim, chance, say)
        if sum(done.values()) // 20 > before:
            say(f"{done['bird']} kills of the bird, {done['console']} of the console")
    return done


def faults_of_reports(reports, stored):
    """`reports`: as they lie in incidents. `stored`: number -> id, as the intake answered."""
    by_id = collections.Counter(report["id"] for report in reports)
    by_number = collections.Counter(intake.number_of(report) for report in reports)
    return (
        [f"report {number} ({report}) is in no incident"
         for number, report in stored.items() if report not in by_id] +
        [f"report {report} is in {count} places" for report, count in by_id.items() if count > 1] +
        [f"number {number} became {count} reports"
         for number, count in by_number.items() if count > 1])


def faults_of_alerts(incidents, requests):
    """One id for each incident, one body for each id, and a right signature on each request."""
    ids = collections.defaultdict(set)
    bodies = collections.defaultdict(set)
    for request in requests:
        ids[json.loads(request["body"])["incident"]].add(request["id"])
        bodies[request["id"]].add(request["body"])
    return (
        [f"incident {incident} has no alert" for incident in incidents if incident not in ids] +
        [f"an alert about {incident}, which is no incident"
         for incident in ids if incident not in incidents] +
        [f"incident {incident} has {len(found)} alerts"
         for incident, found in ids.items() if len(found) > 1] +
        [f"alert {alert} has {len(found)} bodies"
         for alert, found in bodies.items() if len(found) > 1] +
        [f"alert {request['id']} is not signed rightly"
         for request in requests if not request["verified"]])


def prove(kills, say, silent=lambda line: None):
    with processes.temporary_folder() as folder:
        capture = folder / "capture"
        with Site(folder, silent, heartbeat="5s", relay_options=[
                "--loss", LOSS, "--seed", str(SEED), "--capture", str(capture)]) as site:
            site.start()
            site.receiver.always_slow(ANSWER_SECONDS)
            load = intake.Load(site.intake, make_report)
            load.start()
            done = kill_both(site, kills, say)
            load.stop()
            say(f"{len(load.stored)} reports are stored, "
                f"{site.bird_status()['queue']['waiting']} of them wait")

            def all_arrived():
                found = sum(incident["reports_count"] for incident in site.incidents())
                return found >= len(load.stored)
            faults = []
            try:
                processes.wait_until(all_arrived, DELIVERY_SECONDS, "every stored report")
                site.wait_until_delivered(DELIVERY_SECONDS)
            except TimeoutError as late:
                faults.append(str(late))
            reports = site.reports()
            incidents = {incident["id"] for incident in site.incidents()}

            def all_told():
                told = {json.loads(request["body"])["incident"]
                        for request in site.receiver.accepted()}
                return told >= incidents
            try:
                processes.wait_until(all_told, 60, "an alert about each incident")
            except TimeoutError as late:
                faults.append(str(late))
            requests = list(site.receiver.requests)
        sealed = seals.sealed_of(capture, ZONE)
        faults += faults_of_reports(reports, load.stored)
        faults += faults_of_alerts(incidents, requests)
        faults += seals.faults(sealed)
        kept = {intake.number_of(report) for report in reports}.intersection(load.unknown)
        return [
            f"{done['bird']} kills of the bird and {done['console']} of the console, "
            f"{float(LOSS):.0%} loss each way",
            f"{len(load.stored)} reports were answered \"stored\" and {len(load.unknown)} not "
            f"answered ({len(kept)} of these arrived); {len(reports)} are in {len(incidents)} "
            f"incidents",
            f"{len(requests)} webhook requests with "
            f"{len({request['id'] for request in requests})} ids: each incident has one, and "
            f"{len(requests) - len(incidents)} were repeated under it with the same body",
            f"{len(sealed)} counters were used, each for one message",
        ], faults


if __name__ == "__main__":
    proof.main(prove, default=200)
