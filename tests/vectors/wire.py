#!/usr/bin/env python3
"""Writes wire.txt: the known answers of docs/PROTOCOL.md section 4, from a second implementation.

It shares nothing with the product but the document: SipHash is spelled out from its paper, Base32
and Base64 are Python's. Run it as `python3 wire.py > wire.txt`; the tests read only the text.
"""
import base64
import struct

MASK = (1 << 64) - 1


def siphash(key, text):
    k0, k1 = struct.unpack("<2Q", key)
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D,
         k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def turn(value, bits):
        return (value << bits | value >> (64 - bits)) & MASK

    def rounds(count):
        for _ in range(count):
            v[0] = (v[0] + v[1]) & MASK
            v[2] = (v[2] + v[3]) & MASK
            v[1] = turn(v[1], 13) ^ v[0]
            v[3] = turn(v[3], 16) ^ v[2]
            v[0] = turn(v[0], 32)
            v[2] = (v[2] + v[1]) & MASK
            v[0] = (v[0] + v[3]) & MASK
            v[1] = turn(v[1], 17) ^ v[2]
            v[3] = turn(v[3], 21) ^ v[0]
            v[2] = turn(v[2], 32)

    padded = text + bytes(-(len(text) + 1) % 8) + bytes([len(text) & 255])
    for (word,) in struct.iter_unpack("<Q", padded):
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 255
    rounds(4)
    return struct.pack("<Q", v[0] ^ v[1] ^ v[2] ^ v[3])


ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
ZONE = b"\x01c\x07example\x03net\x00"
FRAGMENT_KEY = bytes(range(16))
ACK_KEY = bytes(range(16, 32))
BIRD = struct.pack(">I", 0x0A0B0C0D)
COUNTER = struct.pack(">I", 0x403)


def name_of(control, payload):
    string = ALPHABET[control] + base64.b32encode(payload).decode().rstrip("=").lower()
    labels = [string[i:i + 63] for i in range(0, len(string), 63)]
    return b"".join(bytes([len(x)]) + x.encode() for x in reversed(labels)) + ZONE


def request(title, kind, mode, head, attempt, payload, signed=True):
    control = 1 << 3 | mode << 2 | kind
    head = BIRD + head + bytes([attempt[0] << 3 | attempt[1]])
    query = siphash(FRAGMENT_KEY, ZONE + bytes([control]) + head + payload)
    name = name_of(control, head + (query if signed else b"") + payload)
    print(f"{title}.name = {name.hex()}")
    print(f"{title}.query = {query.hex()}")
    return name, query


def answer(title, kind, body, query):
    content = bytes([kind]) + body
    content += siphash(ACK_KEY, query + content)
    print(f"{title} = {content.hex()}")
    return content


def ack(status, seconds, first, present):
    bits = 0
    for index in present:
        bits |= 1 << (255 - (index - first - 1))
    return COUNTER + bytes([status, seconds]) + struct.pack(">H", first) + bits.to_bytes(32, "big")


def index_and_last(index, last):
    return (index << 12 | last).to_bytes(3, "big")


def question(name):
    return name + struct.pack(">HH", 16, 1)


def opt():
    return b"\0" + struct.pack(">HHIH", 41, 1232, 0, 0)


print("# Known answers of docs/PROTOCOL.md section 4, written by wire.py. Octets in hexadecimal.")
print(f"siphash.empty = {siphash(FRAGMENT_KEY, b'').hex()}")
print(f"siphash.15 = {siphash(FRAGMENT_KEY, bytes(range(15))).hex()}")
request("one_shot", 0, 0, COUNTER, (5, 0), bytes(range(0x20, 0x48)), signed=False)
payload = bytes(i * 7 & 255 for i in range(126))
_, query = request("fragment", 1, 0, COUNTER + index_and_last(8, 12), (9, 0), payload)
answer("ack.partial", 1, ack(0, 0, 3, [5, 8, 259]), query)
answer("ack.slow_down", 1, ack(3, 7, 0, []), query)
answer("reply", 2, bytes(range(24 + 16 + 49)), query)
_, query = request("pull", 2, 1, bytes.fromhex("feedbeef") + (943).to_bytes(3, "big"), (31, 1), b"")
answer("segment", 3, (943).to_bytes(3, "big") + bytes(range(16 + 5)), query)
head = bytes.fromhex("112233f0") + struct.pack(">H", 120)
_, query = request("hello", 3, 0, head, (1, 3), bytes(63 - 19))
hello = answer("hello_answer", 4, bytes((0xF0 + i) & 255 for i in range(20)), query)
print(f"hello_answer.base64 = {base64.b64encode(hello).rstrip(b'=').hex()}")

# The worked example: a status query, and the answer that all fragments are there.
name, query = request("status", 2, 0, COUNTER + b"\xff\xff\xff", (0, 0), b"")
datagram = struct.pack(">6H", 0x1234, 0x0100, 1, 0, 0, 1) + question(name) + opt()
print(f"example.query = {datagram.hex()}")
content = answer("example.answer_content", 1, ack(1, 0, 13, []), query)
record = b"\xc0\x0c" + struct.pack(">HHIH", 16, 1, 15, len(content) + 1)
datagram = (struct.pack(">6H", 0x1234, 0x8500, 1, 1, 0, 1) + question(name) + record +
            bytes([len(content)]) + content + opt())
print(f"example.answer = {datagram.hex()}")
