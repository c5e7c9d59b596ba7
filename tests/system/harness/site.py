"""A whole site on loopback: a bird, its resolver, a console and the receiver of its alerts.

    ssh -> BIRD -> (RELAY) -> UNBOUND -> CONSOLE -> WEBHOOK RECEIVER

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

from . import lossy_relay, processes, unbound, webhook_receiver

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


class Site:
    """Starts its programs one by one; `start()` does all of it in order.

    say             called with a line about each step
    relay_options   arguments of lossy_relay for the way between bird and resolver; None for none
    """

    def __init__(self, folder, say=lambda line: None, relay_options=None, heartbeat="15s"):
        self.folder, self.say = pathlib.Path(folder), say
        self.relay_options, self.heartbeat = relay_options, heartbeat
        self.console_folder, self.bird_folder = self.folder / "console", self.folder / "bird"
        self.hooks = self.folder / "webhooks.jsonl"
        self.dns, self.http, self.ssh, self.intake = (
            f"127.0.0.1:{processes.free_port()}" for _ in range(4))
        self.console = self.resolver = self.relay = self.bird = self.receiver = None

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
        for running in (self.bird, self.relay, self.resolver, self.console, self.receiver):
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
        self.on_console("init", "--zone", ZONE, "--ns", f"ns1.{ZONE}=127.0.0.1")

    def start_console(self):
        self.say(f"console: serve, DNS on {self.dns}, HTTP on {self.http}")
        self.console = processes.Program(
            [processes.program("aviary-console"), "serve", "--data", self.console_folder,
             "--dns", self.dns, "--http", self.http], ready="ready")

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
        self.resolver = unbound.start(self.folder / "unbound", ZONE, self.dns)
        self.say(f"unbound: resolves on {self.resolver.address}")
        if self.relay_options is None:
            return
        listen = f"127.0.0.1:{processes.free_port()}"
        self.relay = processes.Program(
            [sys.executable, lossy_relay.__file__, "--listen", listen, "--zone", ZONE,
             "--upstream", self.resolver.address, *self.relay_options], ready="ready")
        self.relay.address = listen
        self.say(f"relay: {listen} {' '.join(self.relay_options)}")

    def init_bird(self):
        self.say(f"bird: init {BIRD_NAME}, {BIRD_LOCATION}")
        self.on_bird("init", "--name", BIRD_NAME, "--location", BIRD_LOCATION)

    def register(self):
        self.say("register: the bird's request to the console, its answer to the bird")
        request = self.on_bird("register")
        answer = self.on_console("register", stdin=request)
        self.on_bird("register", "--answer", answer.strip())

    def start_bird(self):
        way = self.relay or self.resolver
        self.say(f"bird: run, ssh decoy on {self.ssh}, resolver {way.address}")
        self.bird = processes.Program(
            [processes.program("aviary-bird"), "run", "--data", self.bird_folder,
             "--resolver", way.address, "--ssh", self.ssh, "--intake", self.intake,
             "--heartbeat", self.heartbeat], ready="ready")

    # -- the intruder --------------------------------------------------------------------------

    def touch(self, user="root", password="hunter2", attempts=3):
        """A real ssh client logs in with a wrong password so many times, and is refused."""
        self.say(f"ssh {user}@{self.ssh} with password {password}, {attempts} times")
        host, port = self.ssh.split(":")
        askpass = self.folder / "askpass"
        askpass.write_text(f"#!/bin/sh\necho '{password}'\n")
        askpass.chmod(0o700)
        status, _, err = processes.run(
            ["ssh", "-F", "/dev/null", "-p", port, "-l", user,
             "-o", f"NumberOfPasswordPrompts={attempts}", "-o", "PreferredAuthentications=password",
             "-o", "PubkeyAuthentication=no", "-o", "StrictHostKeyChecking=no",
             "-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null",
             "-o", "LogLevel=ERROR", host, "id"], seconds=60,
            env={"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force"})
        if status != 255 or "Permission denied" not in err:
            raise CommandFailed(f"ssh ended with {status}, not with a refused login: {err}")
