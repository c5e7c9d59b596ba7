#!/usr/bin/env python3
"""Writes the seeds of name_server_fuzz: one of each kind of query, and some one after the other.

    tests/fuzz/name_server_seeds.py        into corpus/name_server_fuzz/
"""

import pathlib
import struct

SIGNED, TCP, OTHER, EXPIRE, PARK, SAME_PEER = 1, 2, 4, 8, 16, 32
ONE_SHOT, FRAGMENT, PULL, HELLO = range(4)
ATTEMPT = b"\x20"


def step(how: int, octets: bytes) -> bytes:
    return struct.pack(">BH", how, len(octets)) + octets


def query(name: str, rr_type: int, flags: int = 0, edns: bytes = b"", questions: int = 1) -> bytes:
    labels = [label.encode() for label in name.split(".") if label]
    wire = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    counts = struct.pack(">4H", questions, 0, 0, 1 if edns else 0)
    return struct.pack(">2H", 0x1234, flags) + counts + wire + struct.pack(">2H", rr_type, 1) + edns


def opt(version: int = 0, options: bytes = b"") -> bytes:
    return struct.pack(">BHHBBHH", 0, 41, 1232, 0, version, 0x8000, len(options)) + options


def signed(request_type: int, fields: bytes, mode: int = 0) -> bytes:
    return bytes([mode << 2 | request_type]) + fields


fragment = signed(FRAGMENT, struct.pack(">I", 9) + b"\0\x20\x03" + ATTEMPT + b"piece" * 20)
status = signed(PULL, struct.pack(">I", 9) + b"\xff\xff\xff" + ATTEMPT)
pull = signed(PULL, struct.pack(">I", 9) + b"\0\0\1" + ATTEMPT)
# 80 octets of name hold 38 of payload; 19 are fields and MAC.
hello = signed(HELLO, struct.pack(">IH", 9, 80) + ATTEMPT + b"\0" * 19)
one_shot = signed(ONE_SHOT, struct.pack(">I", 9) + ATTEMPT + b"\1plain")

SEEDS = {
    "apex_soa": step(0, query("c.example.net", 6, edns=opt())),
    "apex_ns": step(0, query("c.example.net", 2)),
    "apex_any": step(TCP, query("c.example.net", 255)),
    "server_a": step(0, query("ns1.c.example.net", 1)),
    "nodata": step(0, query("iaaaa.c.example.net", 28)),
    "nxdomain": step(0, query("maaaa.c.example.net", 1)),
    "other_zone": step(0, query("example.org", 16)),
    "bad_version": step(0, query("c.example.net", 16, edns=opt(version=1))),
    "cookie": step(0, query("c.example.net", 16, edns=opt(options=b"\0\x0a\0\x08abcdefgh"))),
    "two_questions": step(0, query("c.example.net", 16, questions=2)),
    "notify": step(0, query("c.example.net", 6, flags=0x2000)),
    "an_answer": step(0, query("c.example.net", 6, flags=0x8000)),
    "repeated": step(SAME_PEER, query("c.example.net", 16)) * 12,
    "fragment": step(SIGNED, fragment),
    "status": step(SIGNED | OTHER, status),
    "pull": step(SIGNED | PARK | EXPIRE, pull),
    "hello": step(SIGNED | TCP, hello),
    "one_shot": step(SIGNED, one_shot),
    "pool_full": (step(SIGNED | PARK, fragment) + step(SIGNED | PARK, one_shot)) * 2,
}

folder = pathlib.Path(__file__).parent / "corpus" / "name_server_fuzz"
folder.mkdir(parents=True, exist_ok=True)
for name, seed in SEEDS.items():
    (folder / name).write_bytes(seed)
