#!/usr/bin/env python3
"""One touch, one alert, on one machine: what scripts/demo shows once everything is built.

    demo.py [--once]

Starts a site in a temporary folder, lets a real ssh client try root/hunter2 three times, and prints
the incident that the console made of it as JSON on standard output. Progress goes to standard
error. With --once it checks what it saw and ends with 0 or 1; without, it stays up, says how to
look around, and ends on Ctrl-C.
"""

import json
import pathlib
import signal
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.system.harness import processes  # noqa: E402
from tests.system.harness.site import BIRD_NAME, CommandFailed, Site  # noqa: E402

USER, PASSWORD, ATTEMPTS = "root", "hunter2", 3
# A second alert would have come by then: the first one takes well under a second.
SETTLE_SECONDS = 3


def say(line):
    print(f"demo: {line}", file=sys.stderr, flush=True)


def faults_of_report(report, ssh_address):
    """What is missing or wrong in one report, one phrase each."""
    host, port = ssh_address.split(":")
    logdata = report.get("logdata", {})
    expected = {"USERNAME": USER, "PASSWORD": PASSWORD}
    faults = [f"{field} is {logdata.get(field)!r}, not {value!r}"
              for field, value in expected.items() if logdata.get(field) != value]
    if "OpenSSH" not in logdata.get("REMOTEVERSION", ""):
        faults.append(f"no client banner: {logdata.get('REMOTEVERSION')!r}")
    if report.get("src_host") != "127.0.0.1" or not 0 < int(report.get("src_port") or 0) < 65536:
        faults.append(f"source {report.get('src_host')}:{report.get('src_port')}")
    if (report.get("dst_host"), str(report.get("dst_port"))) != (host, port):
        faults.append(f"target {report.get('dst_host')}:{report.get('dst_port')}")
    return faults


def faults_of_incident(incident, ssh_address):
    faults = []
    reports = incident.get("reports", [])
    if len(reports) != ATTEMPTS or incident.get("reports_count") != ATTEMPTS:
        faults.append(f"{len(reports)} reports, not {ATTEMPTS}")
    if len({report.get("id") for report in reports}) != len(reports):
        faults.append("two reports with one id")
    if BIRD_NAME not in json.dumps(incident.get("bird")):
        faults.append(f"the bird is {incident.get('bird')!r}, not {BIRD_NAME}")
    for number, report in enumerate(reports, 1):
        faults += [f"report {number}: {fault}" for fault in faults_of_report(report, ssh_address)]
    return faults


def faults_of_alerts(requests):
    """`requests` as webhook_receiver records them."""
    ids = {request["id"] for request in requests}
    faults = []
    if len(requests) != 1 or len(ids) != 1:
        faults.append(f"{len(requests)} alerts with {len(ids)} ids, not one")
    if not all(request["verified"] for request in requests):
        faults.append("an alert without a right signature")
    return faults


def how_to_look_around(site):
    console, bird = processes.program("aviary-console"), processes.program("aviary-bird")
    host, port = site.ssh.split(":")
    link = site.ask_console("users", "link").get("url")
    browser = f"""
Look around in a browser, which will not know the certificate, and choose a name and a password:

  {link}
""" if link else ""
    return f"""
The site stays up until Ctrl-C.{browser}
Look around in another terminal:

  ssh -p {port} root@{host}                        touch the bird again
  {console} incidents list --data {site.console_folder}
  {console} birds list --data {site.console_folder}
  {console} why REPORT --data {site.console_folder}
  {console} log dump --data {site.console_folder}
  {bird} status --data {site.bird_folder}
  tail -f {site.hooks}      the alerts, as they were received
"""


def show(once):
    with processes.temporary_folder() as folder, Site(folder, say) as site:
        site.start()
        site.touch(USER, PASSWORD, ATTEMPTS)
        incident = site.wait_for_incident(ATTEMPTS)
        print(json.dumps(incident, indent=2), flush=True)
        processes.wait_until(site.receiver.accepted, 30, "an alert")
        time.sleep(SETTLE_SECONDS)
        faults = faults_of_incident(incident, site.ssh)
        faults += faults_of_alerts(site.receiver.requests)
        if len(site.incidents()) != 1:
            faults.append(f"{len(site.incidents())} incidents, not one")
        for fault in faults:
            say(f"wrong: {fault}")
        if not faults:
            say(f"one incident of {ATTEMPTS} reports, and one signed alert about it")
        if not once:
            print(how_to_look_around(site), file=sys.stderr, flush=True)
            signal.pause()
        return 1 if faults else 0


def main(arguments):
    if arguments not in ([], ["--once"]):
        print(__doc__, file=sys.stderr)
        return 2

    ends = (signal.SIGINT, signal.SIGTERM)

    def end(*_):
        for number in ends:
            signal.signal(number, signal.SIG_IGN)  # once is enough: the rest is cleaning up
        raise KeyboardInterrupt

    for number in ends:
        signal.signal(number, end)
    try:
        return show(once=bool(arguments))
    except KeyboardInterrupt:
        say("ended")
        return 1 if arguments else 0
    except (CommandFailed, RuntimeError, TimeoutError) as error:
        say(f"failed: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
