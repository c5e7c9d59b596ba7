"""A whole site on loopback: a bird, its resolver, a console and the receiver of its alerts.

    ssh -> BIRD -> (RELAY) -> RESOLVER -> (AUTHORITY RELAY) -> CONSOLE -> WEBHOOK RECEIVER

    with Site(folder) as site:
        site.start()
        site.touch()
        incident = site.wait_for_incident(reports=1)

Everything lies in one folder and ends with the `with` block. Commands that fail raise CommandFailed
with what they wrote.
"""

import json
import pathlib
import sys
import tempfile
import time

from . import lossy_relay, processes, webhook_receiver
from .resolvers import root_server, unbound
from .resolvers.way import Way

ZONE = "c.example.net"
BIRD_NAME, BIRD_LOCATION = "fileserver-02", "Cape Town DC1"


class CommandFailed(RuntimeError):
    """A command ended with another status than 0."""


def command(*args, stdin=None, seconds=60):
    """Runs one of our programs to its end and returns its standard output."""
    status, out, err = processes.run(args, seconds=seconds, stdin=stdin)
    if status != 0:
        shown = " ".join(str(arg) for arg in args)
        raise CommandFailed(f"{shown}\nended with {status}: {err.strip() or out.strip()}")
    return out


def site_of(test, **options):
    """A Site in a folder of its own; both go with the test."""
    folder = tempfile.TemporaryDirectory()
    test.addCleanup(folder.cleanup)
    site = Site(folder.name, **options)
    test.addCleanup(site.stop)
    return site


class Site:
    """Starts its programs one by one; `start()` does all of it in order.

    say             called with a line about each step
    relay_options   arguments of lossy_relay for the way between bird and resolver; None for none
    resolver        starts what stands between bird and console: (folder, way) to a Program with
                    its `address`. With None the bird asks the console itself, so that every
                    datagram is the bird's or the console's own
    iterates        whether the resolver begins at a root server and finds the zone by delegation.
                    Name servers then are at port 53 of addresses of their own, which takes root
    authority_options   as relay_options, between resolver and console
    doh             the options that have the bird ask over HTTPS instead of its resolver; the
                    resolver is there all the same
    probes          whether the bird probes its path; not where its queries are counted
    lives_in        a Namespace that the bird and who logs in there run in. Its relay listens at
                    port 53 of the only address that can be reached from within
    """

    def __init__(self, folder, say=lambda line: None, relay_options=None, heartbeat="15s",
                 resolver=unbound.start, iterates=False, authority_options=None,
                 probes=True, lives_in=None, doh=(), bird_name=BIRD_NAME,
                 bird_location=BIRD_LOCATION):
        self.folder, self.say = pathlib.Path(folder), say
        self.bird_name, self.bird_location = bird_name, bird_location
        self.relay_options, self.heartbeat = relay_options, heartbeat
        self.authority_options, self.probes = authority_options, probes
        self.resolved_by, self.iterates, self.lives_in = resolver, iterates, lives_in
        self.doh = doh
        self.console_folder, self.bird_folder = self.folder / "console", self.folder / "bird"
        self.hooks = self.folder / "webhooks.jsonl"
        self.dns, self.http, self.https, self.ssh, self.intake = (
            f"127.0.0.1:{processes.free_port()}" for _ in range(5))
        self.name_server = self.dns  # what the resolver asks
        if iterates:
            self.root_address, host = processes.free_addresses(2, port=53)
            self.name_server = f"{host}:53"
            if authority_options is None:
                self.dns = self.name_server
        elif authority_options is not None:
            self.name_server = f"127.0.0.1:{processes.free_port()}"
        self.console = self.resolver = self.relay = self.bird = self.receiver = None
        self.authority_relay = self.root = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.start_receiver()
        self.init_console()
        self.start_console()
        self.start_resolver()
        self.init_bird()
        self.register()
        self.add_webhook_channel()
        self.start_bird()

    def stop(self):
        """Ends what runs, the bird first: nobody then speaks to a program that is gone."""
        for running in (self.bird, self.relay, self.resolver, self.root, self.authority_relay,
                        self.console, self.receiver):
            if running is not None:
                running.stop()

    # -- the console ---------------------------------------------------------------------------

    def on_console(self, *args, stdin=None):
        return command(processes.program("aviary-console"), *args, "--data", self.console_folder,
                       stdin=stdin)

    def ask_console(self, *args):
        return json.loads(self.on_console(*args, "--json"))

    def init_console(self):
        self.say(f"console: init for the zone {ZONE}")
        self.on_console("init", "--zone", ZONE,
                        "--ns", f"ns1.{ZONE}={self.name_server.split(':')[0]}")

    def start_console(self, ready="ready", more=()):
        """`more`: further options of serve."""
        self.say(f"console: serve, DNS on {self.dns}, HTTP on {self.http}, HTTPS on {self.https}")
        self.console = processes.Program(
            [processes.program("aviary-console"), "serve", "--data", self.console_folder,
             "--dns", self.dns, "--http", self.http, "--https", self.https, *more], ready=ready)

    def incidents(self):
        return self.ask_console("incidents", "list")["incidents"]

    def incident(self, incident_id):
        return self.ask_console("incidents", "show", incident_id)

    def wait_for_incident(self, reports, seconds=30):
        """The first incident, with its reports, once it has so many of them."""
        def complete():
            for incident in self.incidents():
                if incident["reports_count"] >= reports:
                    return self.incident(incident["id"])
            return None
        return processes.wait_until(complete, seconds, f"an incident with {reports} reports")

    def wait_for_reports(self, count, seconds):
        """Until so many reports are in incidents; asked rarely, to leave the site its processor."""
        deadline = time.monotonic() + seconds
        while (found := sum(one["reports_count"] for one in self.incidents())) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{found} of {count} reports are in incidents after {seconds} s")
            time.sleep(0.25)

    def reports(self):
        """The reports of all incidents, with the id of its incident as `incident` in each."""
        return [{**report, "incident": incident["id"]} for incident in self.incidents()
                for report in self.incident(incident["id"])["reports"]]

    def reports_in_order(self):
        """As reports(), the bird's oldest first; each incident must show its own in that order."""
        incidents = sorted(self.incidents(), key=lambda incident: incident["opened"])
        return [report for incident in incidents
                for report in self.incident(incident["id"])["reports"]]

    def accepted_in_order(self):
        """The ids of the reports in the order in which the console's log has them."""
        lines = [json.loads(line) for line in self.on_console("log", "dump").splitlines()]
        return [line["payload"]["id"] for line in lines if line["type"] == "report_accepted"]

    # -- alerts --------------------------------------------------------------------------------

    def start_receiver(self):
        self.receiver = webhook_receiver.WebhookReceiver(record=self.hooks).start()
        self.say(f"webhook receiver: {self.receiver.url()}")

    def add_webhook_channel(self):
        """The secret is shown once, when the channel is added; the receiver then verifies by it."""
        self.say("console: add a webhook channel")
        shown = self.on_console("channels", "add", "webhook", "--url", self.receiver.url())
        self.receiver.secret = next(
            word.strip("\"',") for word in shown.split() if webhook_receiver.PREFIX in word)

    # -- the bird and its way ------------------------------------------------------------------

    def on_bird(self, *args):
        return command(processes.program("aviary-bird"), *args, "--data", self.bird_folder)

    def start_resolver(self):
        if self.authority_options is not None:
            self.authority_relay = self.start_relay_of(self.name_server, self.dns,
                                                       self.authority_options)
        if self.iterates:
            self.root = processes.Program(
                [sys.executable, root_server.__file__, "--listen", f"{self.root_address}:53",
                 "--zone", ZONE, "--glue", self.name_server.split(":")[0]], ready="ready")
        if self.resolved_by:
            way = Way(ZONE, self.name_server, self.root_address if self.iterates else None)
            self.resolver = self.resolved_by(self.folder / "resolver", way)
            self.say(f"resolver: {self.resolver.args[0]} on {self.resolver.address}")
        if self.relay_options is not None:
            self.start_relay(f"{self.lives_in.near}:53" if self.lives_in else
                             f"127.0.0.1:{processes.free_port()}", self.relay_options)

    def start_relay(self, listen, options):
        upstream = self.resolver.address if self.resolved_by else self.name_server
        self.relay = self.start_relay_of(listen, upstream, options)

    def start_relay_of(self, listen, upstream, options):
        relay = processes.Program(
            [sys.executable, lossy_relay.__file__, "--listen", listen, "--zone", ZONE,
             "--upstream", upstream, *options], ready="ready")
        relay.address = listen
        self.say(f"relay: {listen} {' '.join(options)}")
        return relay

    def restart_relay(self, options):
        """Another network in the same place: the bird notices nothing but that."""
        self.relay.stop()
        self.start_relay(self.relay.address, options)

    def init_bird(self):
        self.say(f"bird: init {self.bird_name}, {self.bird_location}")
        self.on_bird("init", "--name", self.bird_name, "--location", self.bird_location)

    def register(self):
        self.say("register: the bird's request to the console, its answer to the bird")
        request = self.on_bird("register")
        answer = self.on_console("register", stdin=request)
        self.on_bird("register", "--answer", answer.strip())

    def start_bird(self, ready="ready"):
        first = self.relay or self.resolver
        way = first.address if first else self.name_server
        asked = self.doh or ("--resolver", way)
        self.say(f"bird: run, ssh decoy on {self.ssh}, {' '.join(map(str, asked))}")
        self.bird = processes.Program(self.at_the_bird(
            processes.program("aviary-bird"), "run", "--data", self.bird_folder,
            *asked, "--ssh", self.ssh, "--intake", self.intake, "--heartbeat", self.heartbeat,
            *([] if self.probes else ["--no-path-probe"])),
            ready=ready)

    def at_the_bird(self, *args):
        """The command that runs another one in the bird's network."""
        return self.lives_in.inside(*args) if self.lives_in else [*args]

    def bird_status(self):
        return json.loads(self.on_bird("status", "--json"))

    def wait_until_delivered(self, seconds):
        """Until the bird, which must be running, owes nothing any more."""
        processes.wait_until(lambda: self.bird_status()["queue"]["waiting"] == 0, seconds,
                             "everything that the bird owes has arrived")

    # -- the intruder --------------------------------------------------------------------------

    def touch(self, user="root", password="hunter2", attempts=3):
        """A real ssh client logs in with a wrong password so many times, and is refused."""
        self.say(f"ssh {user}@{self.ssh} with password {password}, {attempts} times")
        host, port = self.ssh.split(":")
        askpass = self.folder / "askpass"
        askpass.write_text(f"#!/bin/sh\necho '{password}'\n")
        askpass.chmod(0o700)
        status, _, err = processes.run(self.at_the_bird(
            "ssh", "-F", "/dev/null", "-p", port, "-l", user,
            "-o", f"NumberOfPasswordPrompts={attempts}", "-o", "PreferredAuthentications=password",
            "-o", "PubkeyAuthentication=no", "-o", "StrictHostKeyChecking=no",
            "-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", "LogLevel=ERROR", host, "id"), seconds=60,
            env={"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force"})
        if status != 255 or "Permission denied" not in err:
            raise CommandFailed(f"ssh ended with {status}, not with a refused login: {err}")
