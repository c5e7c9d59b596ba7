#!/usr/bin/env python3
"""A bad network between two UDP programs: loses, delays, doubles and reorders datagrams.

    lossy_relay.py --listen 127.0.0.1:5355 --upstream 127.0.0.1:5353 --loss-up 0.3 --seed 7

Each client address gets a socket of its own towards the upstream, so answers find back. All chance
comes from the seed, one stream of it for each way, drawn in the order of arrival. The seed and
every parameter are printed first, "ready" last. SIGUSR1 prints the statistics to stderr as one
line of JSON; the end of the relay prints them too. SIGUSR2 switches a black hole on and off: while
it is on everything is lost, both ways.

What must never pass is named by rules, one --drop each, `field=value` joined by commas:

    --drop type=fragment,index=3          every attempt of every message's fragment 3, for ever
    --drop type=fragment,index=3,times=2  the first two that match
    --drop type=one_shot,way=down         what answers a one-shot
    --drop qtype=AAAA                     queries of one type

Fields are those of overlay_name.Request, besides qtype, way (up, down; default up) and times.

--alter names what else a box on the path does (middlebox.py). With --streams messages over TCP pass
as well, but not into a black hole; the capture holds them as if they were datagrams.
"""

import argparse
import collections
import dataclasses
import heapq
import itertools
import json
import random
import resource
import selectors
import signal
import socket
import sys
import time

if __package__:
    from . import dns_capture, middlebox, overlay_name, stream_relay
else:
    import dns_capture
    import middlebox
    import overlay_name
    import stream_relay

UP, DOWN = "up", "down"


class Rule:
    """Matches datagrams by what their question says; `times` limits how often."""

    def __init__(self, text):
        fields = dict(part.split("=", 1) for part in text.split(","))
        self.way = fields.pop("way", UP)
        self.left = int(fields.pop("times", -1))
        known = {field.name for field in dataclasses.fields(overlay_name.Request)} | {"qtype"}
        if unknown := set(fields) - known:
            raise ValueError(f"no such field: {', '.join(sorted(unknown))}")
        self.fields = fields

    def takes(self, way, question, request):
        if way != self.way or self.left == 0 or question is None:
            return False
        for field, wanted in self.fields.items():
            source = question if field == "qtype" else request
            if source is None or str(getattr(source, field)) != wanted:
                return False
        self.left -= 1
        return True


@dataclasses.dataclass
class Way:
    """One direction's misfortune. Delays in seconds, the rest are probabilities."""
    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    chance: random.Random = dataclasses.field(default_factory=random.Random)
    counts: dict = dataclasses.field(default_factory=lambda: dict.fromkeys(
        ("received", "lost", "dropped_by_rule", "duplicated", "reordered", "passed", "forgotten",
         "over_stream"), 0))

    def delays(self):
        """When a datagram passes: once, twice or not at all; seconds from now each.

        A reordered one is held back by what a later one needs to overtake it.
        """
        lost, doubled = self.chance.random() < self.loss, self.chance.random() < self.duplicate
        late = self.chance.random() < self.reorder
        after = [self.delay + self.jitter * self.chance.random() for _ in range(2)]
        if lost:
            self.counts["lost"] += 1
            return []
        if late:
            self.counts["reordered"] += 1
            after[0] += max(0.005, self.delay)
        if doubled:
            self.counts["duplicated"] += 1
        return after if doubled else after[:1]


def clients_allowed():
    """Clients that have a socket at a time: half of the files that the process may open."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 8192 if most == resource.RLIM_INFINITY else min(8192, most // 2)


class Relay:
    """Runs in the calling thread until `stop()`; a Relay may be used without its command line."""

    def __init__(self, listen, upstream, ways, zone=None, rules=(), capture=None,
                 alterations=(), streams=False, longest_name=255):
        self.upstream, self.ways, self.zone, self.rules = upstream, ways, zone, list(rules)
        self.alterations, self.longest_name = list(alterations), longest_name
        self.capture = dns_capture.Writer(capture) if capture else None
        self.black_hole = False
        self.waiting, self.order = [], itertools.count()
        self.selector = selectors.DefaultSelector()
        self.front = self._socket(None)
        self.front.bind(listen)
        self.clients = collections.OrderedDict()  # the one that asked last at the end
        self.clients_max = clients_allowed()
        self.running = True
        self.streams = stream_relay.StreamRelay(
            self.address(), upstream, self._passes_over_stream).start() if streams else None

    def _socket(self, client):
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        made.setblocking(False)
        self.selector.register(made, selectors.EVENT_READ, client)
        return made

    def address(self):
        return self.front.getsockname()

    def stop(self):
        self.running = False

    def statistics(self):
        return {name: dict(way.counts) for name, way in self.ways.items()}

    def run(self):
        while self.running:
            self._deliver(time.monotonic())
            pause = self.waiting[0][0] - time.monotonic() if self.waiting else 0.2
            for key, _ in self.selector.select(min(max(pause, 0), 0.2)):
                self._receive(key.fileobj, key.data)
        self._close()

    def _receive(self, source, client):
        while True:
            try:
                payload, sender = source.recvfrom(65535)
            except OSError:  # nothing more, or the upstream's port was closed a moment ago
                return
            if source is self.front:
                self._know(sender)
                self._take(UP, sender, self.upstream, sender, payload)
            else:
                self._take(DOWN, self.upstream, client, client, payload)

    def _know(self, client):
        """A resolver asks from a port of its own each time: those of long ago are forgotten."""
        if client in self.clients:
            self.clients.move_to_end(client)
            return
        if len(self.clients) >= self.clients_max:
            _, oldest = self.clients.popitem(last=False)
            self.selector.unregister(oldest)
            oldest.close()
        self.clients[client] = self._socket(client)
        self.clients[client].connect(self.upstream)

    def _take(self, name, source, target, client, payload):
        way = self.ways[name]
        way.counts["received"] += 1
        if self.capture:
            self.capture.add(time.time(), source, target, payload)
        if self._ruled_out(name, payload):
            way.counts["dropped_by_rule"] += 1
            return
        for alter in self.alterations:
            payload = alter(name, payload)
        now = time.monotonic()
        for delay in way.delays():
            heapq.heappush(self.waiting, (now + delay, next(self.order), name, client, payload))
        self._deliver(now)

    def _passes_over_stream(self, name, client, message):
        self.ways[name].counts["over_stream"] += 1
        if self.capture:
            self.capture.add(time.time(), *((client, self.upstream) if name == UP else
                                            (self.upstream, client)), message)
        return not self.black_hole

    def _ruled_out(self, name, payload):
        if self.black_hole:
            return True
        if not self.rules and self.longest_name == 255:
            return False
        question = overlay_name.question_of(payload)
        if question and not question.answer and len(question.name) + 2 > self.longest_name:
            return True
        request = overlay_name.request_of(question, self.zone) if question and self.zone else None
        return any(rule.takes(name, question, request) for rule in self.rules)

    def _deliver(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            _, _, name, client, payload = heapq.heappop(self.waiting)
            if name == UP and client not in self.clients:
                self.ways[name].counts["forgotten"] += 1
                continue
            self.ways[name].counts["passed"] += 1
            try:
                if name == UP:
                    self.clients[client].send(payload)
                else:
                    self.front.sendto(payload, client)
            except OSError:  # a full buffer or a closed port: the network lost it
                pass

    def _close(self):
        self.selector.close()
        if self.streams:
            self.streams.stop()
        for opened in (self.front, *self.clients.values()):
            opened.close()
        if self.capture:
            self.capture.close()


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--listen", type=address, required=True, metavar="ADDRESS:PORT")
    parser.add_argument("--upstream", type=address, required=True, metavar="ADDRESS:PORT")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--loss", type=float, default=0.0, help="each way, 0 to 1")
    parser.add_argument("--loss-up", type=float, help="towards the upstream alone")
    parser.add_argument("--loss-down", type=float, help="towards the clients alone")
    parser.add_argument("--delay", type=float, default=0.0, metavar="MS", help="one way")
    parser.add_argument("--jitter", type=float, default=0.0, metavar="MS", help="added, 0 to MS")
    parser.add_argument("--duplicate", type=float, default=0.0, help="probability")
    parser.add_argument("--reorder", type=float, default=0.0, help="probability")
    parser.add_argument("--zone", help="where overlay names lie; rules about requests need it")
    parser.add_argument("--drop", action="append", type=Rule, default=[], metavar="RULE")
    parser.add_argument("--capture", metavar="FILE", help="pcap of all that arrives, lost or not")
    parser.add_argument("--longest-name", type=int, default=255, metavar="OCTETS",
                        help="drop queries for longer ones")
    parser.add_argument("--alter", action="append", choices=middlebox.ALTERATIONS, default=[])
    parser.add_argument("--streams", action="store_true", help="TCP as well")
    return parser.parse_args(arguments)


def relay_of(options):
    def way(name, loss):
        return Way(options.loss if loss is None else loss, options.delay / 1000,
                   options.jitter / 1000, options.duplicate, options.reorder,
                   random.Random(f"{options.seed} {name}"))
    return Relay(options.listen, options.upstream,
                 {UP: way(UP, options.loss_up), DOWN: way(DOWN, options.loss_down)},
                 options.zone, options.drop, options.capture,
                 [middlebox.ALTERATIONS[name] for name in options.alter], options.streams,
                 options.longest_name)


def main(arguments):
    options = parse(arguments)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    relay = relay_of(options)

    def say(*_):
        print(json.dumps(relay.statistics()), file=sys.stderr, flush=True)

    def flip(*_):
        relay.black_hole = not relay.black_hole

    signal.signal(signal.SIGUSR1, say)
    signal.signal(signal.SIGUSR2, flip)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: relay.stop())
    shown = {name: value for name, value in vars(options).items() if name != "drop"}
    shown["drop"] = [rule.fields for rule in options.drop]
    print(json.dumps(shown), file=sys.stderr)
    print("ready", file=sys.stderr, flush=True)
    relay.run()
    say()


if __name__ == "__main__":
    main(sys.argv[1:])
