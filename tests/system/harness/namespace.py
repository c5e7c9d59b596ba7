"""A network namespace with one cable into it, for a program that needs a network of its own.

    with Namespace() as far:
        server = far.start(["iodined", ...], ready="Listening")     far.host is its address

Takes root. Nothing of it is left at the end of the block.
"""

import dataclasses
import os
import random
import socket
import struct
import threading

from tests.system.harness import processes

ALL_FRAMES, IPV4 = 0x0003, 0x0800


class Namespace:
    """`host` is the far end's address, `near` ours. Both are of 10.213.0.0/16."""

    def __init__(self):
        net = f"10.213.{random.randrange(256)}.{4 * random.randrange(64)}".rsplit(".", 1)
        self.near, self.host = (f"{net[0]}.{int(net[1]) + place}" for place in (1, 2))
        self.name = f"aviary-{os.getpid()}-{random.randrange(10_000)}"
        self.cable = f"av{random.randrange(10_000_000)}"

    def __enter__(self):
        _ip("netns", "add", self.name)
        try:
            _ip("link", "add", self.cable, "type", "veth", "peer", "name", "eth0",
                "netns", self.name)
            _ip("address", "add", f"{self.near}/30", "dev", self.cable)
            _ip("link", "set", self.cable, "up")
            # Linux would otherwise announce itself over IPv6 by itself.
            _checked(*self.inside("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1"))
            for words in (["address", "add", f"{self.host}/30", "dev", "eth0"],
                          ["link", "set", "eth0", "up"], ["link", "set", "lo", "up"]):
                _ip("-n", self.name, *words)
        except RuntimeError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        processes.run(["ip", "netns", "delete", self.name])  # the cable goes with it

    def inside(self, *args):
        """The command that runs another one in there."""
        return ["ip", "netns", "exec", self.name, *args]

    def start(self, args, ready=None):
        return processes.Program(self.inside(*args), ready=ready)


@dataclasses.dataclass(frozen=True)
class Packet:
    """An IPv4 packet. Ports are 0 and the payload is all of it where the protocol has no ports."""
    source: tuple  # (address, port)
    target: tuple
    protocol: int
    payload: bytes


class Tap(threading.Thread):
    """Reads every IPv4 packet on an interface from now on, until `stop()`. Takes root."""

    def __init__(self, interface):
        super().__init__(daemon=True)
        self.packets, self.running = [], True
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL_FRAMES))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind((interface, ALL_FRAMES))
        self.socket.settimeout(0.2)
        self.start()

    def run(self):
        while self.running:
            try:
                frame, where = self.socket.recvfrom(65535)
            except TimeoutError:
                continue
            if where[1] == IPV4:
                self.packets.append(_packet_of(frame))
        self.socket.close()

    def stop(self):
        self.running = False
        self.join()
        return self.packets


def _packet_of(octets):
    hosts = [socket.inet_ntoa(octets[at:at + 4]) for at in (12, 16)]
    behind = octets[(octets[0] & 15) * 4:]
    ports, payload = (0, 0), behind
    if octets[9] == socket.IPPROTO_UDP:
        ports, payload = struct.unpack_from(">HH", behind), behind[8:]
    elif octets[9] == socket.IPPROTO_TCP:
        ports, payload = struct.unpack_from(">HH", behind), behind[(behind[12] >> 4) * 4:]
    return Packet((hosts[0], ports[0]), (hosts[1], ports[1]), octets[9], payload)


def _ip(*words):
    _checked("ip", *words)


def _checked(*args):
    status, _, err = processes.run(args)
    if status != 0:
        raise RuntimeError(f"{' '.join(args)}: {err.strip()}")
