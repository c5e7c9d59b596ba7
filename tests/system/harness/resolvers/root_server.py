#!/usr/bin/env python3
"""A root server that delegates one zone, and knows nothing else.

    root_server.py --listen 127.53.0.1:53 --zone c.example.net --glue 127.53.0.2

It answers over UDP and TCP. Names above the zone exist and have no data; every other name but its
own does not exist. "ready" on stderr says that it listens.
"""

import argparse
import signal
import socket
import socketserver
import struct
import sys
import threading

if __package__:
    from . import way
else:
    import way

A, NS, SOA, OPT = 1, 2, 6, 41
IN, TTL = 1, 3600
RCODE_NONE, RCODE_NAME_ERROR = 0, 3
QR, AA = 0x8000, 0x0400


def name_of(text):
    """Wire form of a name without escapes."""
    labels = [label for label in text.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"


def record(owner, kind, data):
    return name_of(owner) + struct.pack(">HHIH", kind, IN, TTL, len(data)) + data


def read_question(query):
    """(name in lower case, type, octets of the question) of a query with one question."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
        at += 1 + query[at]
    return ".".join(labels), struct.unpack_from(">H", query, at + 1)[0], query[12:at + 5]


class Root:
    """What is answered; the servers below only carry it."""

    def __init__(self, address, zone, glue):
        self.zone, self.address = zone, socket.inet_aton(address)
        name_server = f"ns1.{zone}"
        self.delegation = [record(zone, NS, name_of(name_server))]
        self.glue = [record(name_server, A, socket.inet_aton(glue))]
        self.own = way.ROOT_NAME.rstrip(".")
        self.start_of_authority = record(".", SOA, name_of(self.own) + name_of(f"h.{self.own}") +
                                         struct.pack(">5I", 1, 3600, 600, 86400, 60))

    def records(self, name, kind):
        """(rcode, authoritative, answer, authority, additional)"""
        own_address = record(self.own, A, self.address)
        if name == self.zone or name.endswith("." + self.zone):
            return RCODE_NONE, False, [], self.delegation, self.glue
        if name == "" and kind == NS:
            return RCODE_NONE, True, [record(".", NS, name_of(self.own))], [], [own_address]
        if name == self.own and kind == A:
            return RCODE_NONE, True, [own_address], [], []
        exists = name == "" or any(below.endswith("." + name) for below in (self.zone, self.own))
        rcode = RCODE_NONE if exists or name == self.own else RCODE_NAME_ERROR
        return rcode, True, [], [self.start_of_authority], []

    def answer(self, query):
        """The answer to a query; None when the octets are none."""
        try:
            number, flags, questions, _, _, additional = struct.unpack_from(">6H", query)
            if flags & QR or questions != 1:
                return None
            name, kind, question = read_question(query)
        except (struct.error, IndexError):
            return None
        rcode, authoritative, *sections = self.records(name, kind)
        if additional:  # the only one that resolvers send is an OPT
            sections[2] = sections[2] + [b"\0" + struct.pack(">HHIH", OPT, 1232, 0, 0)]
        counts = [len(section) for section in sections]
        flags = QR | (AA if authoritative else 0) | flags & 0x0110 | rcode
        return (struct.pack(">6H", number, flags, 1, *counts) + question +
                b"".join(octets for section in sections for octets in section))


class OverDatagrams(socketserver.BaseRequestHandler):
    def handle(self):
        octets, answering = self.request
        answer = self.server.root.answer(octets)
        if answer is not None:
            answering.sendto(answer, self.client_address)


class OverStreams(socketserver.StreamRequestHandler):
    def handle(self):
        while len(size := self.rfile.read(2)) == 2:
            answer = self.server.root.answer(self.rfile.read(int.from_bytes(size, "big")))
            if answer is None:
                return
            self.wfile.write(struct.pack(">H", len(answer)) + answer)


class StreamServer(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--listen", type=way.split, required=True, metavar="ADDRESS:PORT")
    parser.add_argument("--zone", required=True)
    parser.add_argument("--glue", required=True, metavar="ADDRESS", help="of the zone's server")
    options = parser.parse_args(arguments)
    root = Root(options.listen[0], options.zone, options.glue)
    servers = [socketserver.ThreadingUDPServer(options.listen, OverDatagrams),
               StreamServer(options.listen, OverStreams)]
    for server in servers:
        server.root = root
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", file=sys.stderr, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(sys.argv[1:])
