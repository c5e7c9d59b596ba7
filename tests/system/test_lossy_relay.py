"""The relay loses, delays, doubles and reorders what it was told to, and nothing else."""

import json
import random
import signal
import socket
import sys
import threading
import time
import unittest

from tests.system.harness import dns_capture, lossy_relay, overlay_name, processes
from tests.system.harness.lossy_relay import DOWN, UP, Relay, Rule, Way

ZONE = "c.example.net"


class Echo:
    """Answers each datagram with itself and remembers it."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.seen, self.running = [], True
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while self.running:
            try:
                payload, sender = self.socket.recvfrom(65535)
            except TimeoutError:
                continue
            self.seen.append(payload)
            self.socket.sendto(payload, sender)

    def stop(self):
        self.running = False
        self.thread.join()
        self.socket.close()


class LossyRelay(unittest.TestCase):
    def setUp(self):
        self.echo = Echo()
        self.addCleanup(self.echo.stop)
        self.client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.client.settimeout(0.3)
        self.addCleanup(self.client.close)

    def relay(self, up=None, down=None, **options):
        relay = Relay(("127.0.0.1", 0), self.echo.socket.getsockname(),
                      {UP: up or Way(), DOWN: down or Way()}, ZONE, **options)
        thread = threading.Thread(target=relay.run, daemon=True)
        thread.start()
        self.addCleanup(lambda: (relay.stop(), thread.join()))
        return relay

    def send(self, relay, payloads):
        for payload in payloads:
            self.client.sendto(payload, relay.address())

    def received(self):
        payloads = []
        while True:
            try:
                payloads.append(self.client.recv(65535))
            except TimeoutError:
                return payloads

    def test_passes_all_when_nothing_is_wrong(self):
        payloads = [f"{i}".encode() for i in range(200)]
        relay = self.relay()
        self.send(relay, payloads)
        self.assertEqual(self.received(), payloads)
        self.assertEqual(relay.statistics()[UP]["passed"], 200)

    def test_loses_the_share_it_was_told_and_the_same_ones_for_a_seed(self):
        lost = []
        for _ in range(2):
            self.echo.seen.clear()
            relay = self.relay(up=Way(loss=0.3, chance=random.Random(7)))
            for i in range(1000):
                self.send(relay, [f"{i}".encode()])
                if i % 50 == 0:
                    time.sleep(0.01)
            self.received()
            lost.append({f"{i}".encode() for i in range(1000)} - set(self.echo.seen))
            self.assertEqual(relay.statistics()[UP]["lost"], len(lost[-1]))
        self.assertTrue(250 < len(lost[0]) < 350, len(lost[0]))
        self.assertEqual(lost[0], lost[1])

    def test_delays_each_way(self):
        relay = self.relay(up=Way(delay=0.05), down=Way(delay=0.1))
        start = time.monotonic()
        self.send(relay, [b"x"])
        self.assertEqual(self.client.recv(10), b"x")
        self.assertTrue(0.15 <= time.monotonic() - start < 0.5)

    def test_doubles(self):
        relay = self.relay(down=Way(duplicate=1.0))
        self.send(relay, [b"x"])
        self.assertEqual(self.received(), [b"x", b"x"])
        self.assertEqual(len(self.echo.seen), 1)

    def test_reorders(self):
        relay = self.relay(up=Way(delay=0.02, reorder=0.3, chance=random.Random(3)))
        payloads = [f"{i}".encode() for i in range(50)]
        for payload in payloads:
            self.send(relay, [payload])
            time.sleep(0.002)
        received = self.received()
        self.assertNotEqual(received, payloads)
        self.assertEqual(sorted(received), sorted(payloads))

    def test_forgets_whom_it_has_not_heard_for_long_and_hears_them_again(self):
        relay = self.relay()
        relay.clients_max = 10
        first, self.client = self.client, None
        for i in range(50):
            self.client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.addCleanup(self.client.close)
            self.client.settimeout(2)
            self.send(relay, [f"{i}".encode()])
            self.assertEqual(self.client.recv(100), f"{i}".encode())
        self.assertEqual(len(relay.clients), 10)
        self.client = first
        self.send(relay, [b"again"])
        self.assertEqual(self.received(), [b"again"])

    def test_a_black_hole_swallows_both_ways(self):
        relay = self.relay()
        relay.black_hole = True
        self.send(relay, [b"x"])
        self.assertEqual(self.received(), [])
        relay.black_hole = False
        self.send(relay, [b"y"])
        self.assertEqual(self.received(), [b"y"])

    def fragment(self, index, salt=0):
        number = (index << 12 | 7).to_bytes(3, "big")
        return overlay_name.query_of(overlay_name.name_of(
            "fragment", ZONE, counter=9, number=number, salt=salt, rest=bytes(120)))

    def test_a_rule_drops_one_fragment_for_ever(self):
        relay = self.relay(rules=[Rule("type=fragment,index=3")])
        for salt in range(5):
            self.send(relay, [self.fragment(index, salt) for index in range(8)])
        self.assertEqual(len(self.received()), 35)
        self.assertEqual(relay.statistics()[UP]["dropped_by_rule"], 5)

    def test_a_rule_drops_so_many_times(self):
        relay = self.relay(rules=[Rule("type=fragment,index=3,times=2"),
                                  Rule("qtype=AAAA,way=down")])
        self.send(relay, [self.fragment(3, salt) for salt in range(5)])
        self.send(relay, [overlay_name.query_of("a." + ZONE, qtype=28)])
        self.assertEqual(len(self.received()), 3)
        self.assertEqual(len(self.echo.seen), 4)

    def test_a_rule_with_an_unknown_field_is_refused(self):
        with self.assertRaisesRegex(ValueError, "colour"):
            Rule("colour=red")

    def test_captures_what_arrives_lost_or_not(self):
        with processes.temporary_folder() as folder:
            relay = self.relay(up=Way(loss=1.0), capture=folder / "capture")
            self.send(relay, [self.fragment(3), self.fragment(3, 1), b"junk"])
            self.received()
            datagrams = list(dns_capture.read(folder / "capture"))
            self.assertEqual([datagram.payload for datagram in datagrams],
                             [self.fragment(3), self.fragment(3, 1), b"junk"])
            seen = dns_capture.summarise(datagrams, ZONE, to=self.echo.socket.getsockname())
            self.assertEqual((seen.queries, dict(seen.qtypes), dict(seen.requests)),
                             (2, {"TXT": 2}, {"fragment": 2}))
            self.assertEqual(dict(seen.fragments), {(9, 3): 2})

    def test_as_a_program(self):
        port = processes.free_port()
        upstream = "%s:%d" % self.echo.socket.getsockname()
        with processes.Program([sys.executable, lossy_relay.__file__, "--upstream", upstream,
                                "--listen", f"127.0.0.1:{port}", "--zone", ZONE, "--loss-down",
                                "1", "--drop", "type=fragment,index=0"], ready="ready") as relay:
            for payload in (self.fragment(0), self.fragment(1)):
                self.client.sendto(payload, ("127.0.0.1", port))
            self.assertEqual(self.received(), [])
            relay.signal(signal.SIGUSR1)
            self.assertEqual(relay.stop(), 0)
            for line in relay.stderr().splitlines()[-2:]:
                counts = json.loads(line)
                self.assertEqual(counts[UP]["dropped_by_rule"], 1)
                self.assertEqual((counts[DOWN]["received"], counts[DOWN]["lost"]), (1, 1))
