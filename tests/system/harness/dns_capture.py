"""Captures of datagrams: written by the relay, read here, and by tcpdump and Wireshark as well.

The format is pcap. The relay writes link type RAW, with an IPv4 and a UDP header made up from the
two addresses; a capture of `tcpdump -i lo` or `-i any` is read too.

    dns_capture.py FILE [ZONE]      counts queries, types and requests
"""

import collections
import dataclasses
import socket
import struct
import sys
import threading

if __package__:
    from . import overlay_name
else:
    import overlay_name

RAW, ETHERNET, LINUX_COOKED_2 = 101, 1, 276
LINK_HEADER_OCTETS = {RAW: 0, ETHERNET: 14, LINUX_COOKED_2: 20}


@dataclasses.dataclass(frozen=True)
class Datagram:
    at: float  # seconds since 1970
    source: tuple  # (address, port)
    target: tuple
    payload: bytes


class Writer:
    """Appends datagrams to a file, from any thread; each is flushed, so a killed process leaves
    whole records."""

    def __init__(self, path):
        self.file, self.lock = open(path, "wb"), threading.Lock()
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, RAW))

    def add(self, at, source, target, payload):
        udp = struct.pack(">HHHH", source[1], target[1], 8 + len(payload), 0) + payload
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, socket.IPPROTO_UDP, 0,
                         socket.inet_aton(source[0]), socket.inet_aton(target[0]))
        size = len(ip) + len(udp)
        with self.lock:
            self.file.write(struct.pack("<IIII", int(at), int(at % 1 * 1e6), size, size) + ip + udp)
            self.file.flush()

    def close(self):
        self.file.close()


class Reader:
    """A capture that may still grow: `new()` has the datagrams that came since the last call."""

    def __init__(self, path):
        self.file = open(path, "rb")
        header = self.file.read(24)
        self.order = "<" if header[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
        nanoseconds = header[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d")
        self.fraction = 1e-9 if nanoseconds else 1e-6
        self.skip = LINK_HEADER_OCTETS[struct.unpack_from(self.order + "I", header, 20)[0]]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def new(self):
        """Every UDP datagram over IPv4, in order. A torn last record is left for the next call."""
        while True:
            begin = self.file.tell()
            record = self.file.read(16)
            if len(record) < 16:
                break
            seconds, parts, size, _ = struct.unpack(self.order + "IIII", record)
            frame = self.file.read(size)
            if len(frame) < size:
                break
            packet = frame[self.skip:]
            if len(packet) < 28 or packet[0] >> 4 != 4 or packet[9] != socket.IPPROTO_UDP:
                continue
            udp = packet[(packet[0] & 15) * 4:]
            source_port, target_port, length, _ = struct.unpack_from(">HHHH", udp)
            yield Datagram(seconds + parts * self.fraction,
                           (socket.inet_ntoa(packet[12:16]), source_port),
                           (socket.inet_ntoa(packet[16:20]), target_port), udp[8:length])
        self.file.seek(begin)


def read(path):
    """Every UDP datagram over IPv4 of a pcap file, in order."""
    with Reader(path) as reader:
        yield from reader.new()


@dataclasses.dataclass
class Summary:
    """What a capture holds. Counters map a value to how often it was seen."""
    queries: int = 0
    answers: int = 0
    octets: int = 0
    qtypes: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    rcodes: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    names: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    requests: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    fragments: collections.Counter = dataclasses.field(default_factory=collections.Counter)


def summarise(datagrams, zone=None, to=None):
    """Counts the queries among `datagrams`; with `to` only those to that (address, port).

    `fragments` counts (counter, index) of fragment requests: how often each one was sent.
    """
    seen = Summary()
    for datagram in datagrams:
        question = overlay_name.question_of(datagram.payload)
        if question is None or (to and to not in (datagram.target, datagram.source)):
            continue
        seen.octets += len(datagram.payload)
        if question.answer:
            seen.answers += 1
            seen.rcodes[question.rcode] += 1
            continue
        seen.queries += 1
        seen.qtypes[question.qtype] += 1
        seen.names[question.name] += 1
        request = overlay_name.request_of(question, zone) if zone else None
        if request is not None:
            seen.requests[request.type] += 1
            if request.type == "fragment":
                seen.fragments[request.counter, request.index] += 1
    return seen


def main(path, zone=None):
    seen = summarise(read(path), zone)
    print(f"{seen.queries} queries, {seen.answers} answers, {seen.octets} octets")
    for title, counter in (("qtypes", seen.qtypes), ("rcodes", seen.rcodes),
                           ("requests", seen.requests)):
        print(title, " ".join(f"{value}:{count}" for value, count in counter.most_common()))
    print(f"{len(seen.names)} names, the most frequent {max(seen.names.values(), default=0)} times")


if __name__ == "__main__":
    main(*sys.argv[1:])
