#!/usr/bin/env python3
"""Known answers for docs/PROTOCOL.md sections 2 and 3, reckoned without libsodium.

X25519 (RFC 7748), HSalsa20, XSalsa20 and Poly1305 (RFC 8439 section 2.5) are written out here, and
BLAKE2b is Python's own, so that these answers and the program's agree only if both are right. The
script first checks itself against published answers.

    python3 tests/vectors/sealed_vectors.py > tests/vectors/sealed.json
"""
import hashlib
import json
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))


# -- primitives ------------------------------------------------------------------------------------
def blake2b(size, key, *parts):
    return hashlib.blake2b(b"".join(parts), digest_size=size, key=key).digest()


def x25519(scalar, point):
    """RFC 7748 section 5, the Montgomery ladder."""
    p = 2**255 - 19
    k = bytearray(scalar)
    k[0] &= 248
    k[31] = k[31] & 127 | 64
    k = int.from_bytes(k, "little")
    u = int.from_bytes(point, "little") & (2**255 - 1)
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb = d * a % p, c * b % p
        x3, z3 = (da + cb) ** 2 % p, u * (da - cb) ** 2 % p
        aa, bb = a * a % p, b * b % p
        e = aa - bb
        x2, z2 = aa * bb % p, e * (aa + 121665 * e) % p
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(32, "little")


def salsa_rounds(words):
    x = list(words)

    def quarter(a, b, c, d):
        def add_rotate(to, one, two, bits):
            s = (x[one] + x[two]) & 0xFFFFFFFF
            x[to] ^= (s << bits | s >> (32 - bits)) & 0xFFFFFFFF

        add_rotate(b, a, d, 7)
        add_rotate(c, b, a, 9)
        add_rotate(d, c, b, 13)
        add_rotate(a, d, c, 18)

    for _ in range(10):
        for column in (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11):
            quarter(*column)
        for row in (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14):
            quarter(*row)
    return x


def salsa_state(key, block):
    c = struct.unpack("<4I", b"expand 32-byte k")
    k = struct.unpack("<8I", key)
    n = struct.unpack("<4I", block)
    return [c[0], *k[:4], c[1], *n, c[2], *k[4:], c[3]]


def hsalsa20(key, block):
    x = salsa_rounds(salsa_state(key, block))
    return struct.pack("<8I", *(x[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))


def xsalsa20(key, nonce, size):
    subkey = hsalsa20(key, nonce[:16])
    stream = b""
    for block in range((size + 63) // 64):
        state = salsa_state(subkey, nonce[16:] + struct.pack("<Q", block))
        x = salsa_rounds(state)
        stream += struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(x, state)))
    return stream[:size]


def poly1305(key, text):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(text), 16):
        total = (total + int.from_bytes(text[i : i + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def secret_box(key, nonce, plain):
    stream = xsalsa20(key, nonce, 32 + len(plain))
    cipher = bytes(a ^ b for a, b in zip(plain, stream[32:]))
    return poly1305(stream[:32], cipher) + cipher


def check_primitives():
    """RFC 7748 section 6.1, and the worked example of "Cryptography in NaCl" (Bernstein, 2009)."""
    alice = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    bob = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    base = (9).to_bytes(32, "little")
    shared = x25519(alice, x25519(bob, base))
    assert shared == x25519(bob, x25519(alice, base))
    assert shared.hex() == "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    first_key = hsalsa20(shared, bytes(16))
    assert first_key.hex() == "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389"
    nonce = bytes.fromhex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37")
    plain = bytes.fromhex(
        "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d4"
        "5e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a"
        "024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705"
    )
    assert secret_box(first_key, nonce, plain)[:16].hex() == "f3ffc7703f9400e52a7dfb4b3d3305d9"


# -- the protocol ----------------------------------------------------------------------------------
def key_pair(seed):
    """crypto_box_seed_keypair: the secret key is the head of SHA-512 of the seed."""
    secret = hashlib.sha512(seed).digest()[:32]
    return secret, x25519(secret, (9).to_bytes(32, "little"))


def key_schedule(bird_seed, console_seed, bird_id, registration_no):
    sk_bird, pk_bird = key_pair(bird_seed)
    sk_console, pk_console = key_pair(console_seed)
    dh = hsalsa20(x25519(sk_bird, pk_console), bytes(16))
    number = struct.pack(">I", registration_no)
    root = blake2b(32, dh, b"Aviary root v1", bird_id, number, pk_bird, pk_console)
    up = blake2b(64, root, b"Aviary up v1")
    down = blake2b(64, root, b"Aviary down v1")
    return {
        "pk_bird": pk_bird,
        "pk_console": pk_console,
        "root": root,
        "k_up": up[:32],
        "k_siv": up[32:48],
        "k_frag": up[48:],
        "k_down": down[:32],
        "k_ack": down[32:48],
        "k_file": blake2b(32, root, b"Aviary file v1"),
    }


def seal_up(keys, counter, plain):
    number = struct.pack(">Q", counter)
    tail = blake2b(8, keys["k_siv"], number, plain)
    return tail + secret_box(keys["k_up"], number + tail + bytes(8), plain)


def words_of(root):
    with open(os.path.join(HERE, "../../messages/fingerprint_words.inc")) as table:
        lines = [line for line in table if not line.startswith("//")]
    words = [word.strip('" \n') for line in lines for word in line.split(",") if word.strip()]
    bits = int.from_bytes(blake2b(16, root, b"Aviary words v1"), "big") >> (128 - 66)
    return " ".join(words[bits >> (55 - 11 * i) & 2047] for i in range(6))


def vectors():
    inputs = {
        "bird_seed": bytes(range(32)),
        "console_seed": bytes(range(32, 64)),
        "bird_id": bytes(range(0xA0, 0xB0)),
        "registration_no": 7,
        "counter": 0x0102030405060708,
        "nonce": bytes(range(0x40, 0x58)),
        "plain": b"a touch is news",
    }
    seeds = inputs["bird_seed"], inputs["console_seed"]
    keys = key_schedule(*seeds, inputs["bird_id"], inputs["registration_no"])
    body = b'{"logtype":4002}'
    return {
        "inputs": inputs,
        "keys": keys,
        "sealed_up": seal_up(keys, inputs["counter"], inputs["plain"]),
        "sealed_down": inputs["nonce"]
        + secret_box(keys["k_down"], inputs["nonce"], inputs["plain"]),
        "fingerprint": words_of(keys["root"]),
        "report_body": body,
        "report_hash": blake2b(8, b"", body),
    }


if __name__ == "__main__":
    check_primitives()
    print(json.dumps(vectors(), indent=1, default=lambda octets: octets.hex()))
