#!/usr/bin/env python3
"""Writes the seeds of the wire's fuzz targets out of tests/vectors/wire.txt.

Run it as `python3 wire_seeds.py`. The seeds are the known answers in the form that each target
takes, so that a run starts behind the first checks.
"""
import pathlib

HERE = pathlib.Path(__file__).parent
ZONE_OCTETS = 15
LETTERS = b"abcdefghijklmnopqrstuvwxyz234567"


def vectors():
    lines = (HERE / "../vectors/wire.txt").read_text().splitlines()
    pairs = (line.split(" = ") for line in lines if not line.startswith("#"))
    return {name: bytes.fromhex(value) for name, value in pairs}


def seed(target, name, octets):
    folder = HERE / "corpus" / f"{target}_fuzz"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(octets)


def characters(name):
    """The Base32 string of a name, its labels put in order."""
    labels = []
    while len(name) > ZONE_OCTETS:
        labels.insert(0, name[1:1 + name[0]])
        name = name[1 + name[0]:]
    return b"".join(labels)


def payload(string):
    bits = "".join(f"{LETTERS.index(c):05b}" for c in string)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits) - 7, 8))


def query(name, kind=16, opt=b"\0\0\x29\x04\xd0\0\0\x80\0\0\0"):
    head = bytes.fromhex("123401000001000000000001" if opt else "123401000001000000000000")
    return head + name + bytes([0, kind, 0, 1]) + opt


known = vectors()
for title in ("one_shot", "fragment", "pull", "status", "hello"):
    name = known[title + ".name"]
    string = characters(name)
    seed("dns_query", title, query(name))
    seed("qname", title, name[:-ZONE_OCTETS])
    seed("request", title, bytes([LETTERS.index(string[0])]) + payload(string[1:]))
    seed("base32", title, string)
seed("dns_query", "apex_soa", query(known["status.name"][-ZONE_OCTETS:], 6, b""))
seed("dns_query", "minimised", query(known["status.name"][-ZONE_OCTETS - 2:], 1, b""))
cookie = bytes.fromhex("000a00080102030405060708")
seed("dns_query", "cookie", query(b"\0", 16, b"\0\0\x29\x04\xd0\0\0\0\0\0\x0c" + cookie))
seed("dns_query", "badvers", query(b"\0", 16, b"\0\0\x29\x04\xd0\0\x01\0\0\0\0"))
seed("dns_stub", "answer", known["example.answer"])
seed("dns_stub", "query", known["example.query"])
# To c.example.net NS: a referral with an NS, its glue and an OPT.
asked = bytes.fromhex("0163076578616d706c65036e657400" "00020001")
glue = bytes.fromhex("036e7331c00c" "0001000100000e100004c0000235")
seed("dns_response", "referral", bytes.fromhex("123480000001000000010002") + asked +
     bytes.fromhex("c00c0002000100000e100006036e7331c00c") + glue +
     bytes.fromhex("00002904d0000000000000"))
seed("dns_response", "denied", bytes.fromhex("123484030001000000010000") + asked +
     bytes.fromhex("c00e000600010000038400" "1e036e7331c00e0161c00e" "00000001" + "00000e10" * 4))
seed("dns_name", "answer", known["example.answer"][12:])
seed("dns_name", "chain", bytes.fromhex("00016101620161c0000163c0050164c008"))
for title in ("ack.partial", "ack.slow_down", "reply", "segment", "hello_answer"):
    seed("answer", title, b"\0" + known[title][:-8])
    seed("answer", title + ".base64", b"\2" + known[title][:-8])
seed("base64", "hello", known["hello_answer.base64"])
bitmap = known["ack.partial"][7:41]
seed("fragment_bitmap", "two", bitmap + bytes([1, 0]) + bytes(32))
seed("fragment_bitmap", "overlap", bitmap + bytes([0, 5]) + b"\xff" * 32)
