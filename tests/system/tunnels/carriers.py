"""What carries octets over DNS: ours, and the tunnels that Debian has. All are used alike:

    with Aviary(network, folder) as carrier:
        seconds = carrier.send(octets, patience=60)     None when they did not arrive by then

A message begins when it is handed to the near end, which is connected already and writes it to its
disk before it sends: the bird does so by itself, before a tunnel this does. It ends when all of it
is on disk at the far end: with Aviary when the REPLY that says so passes the relay, or when the
console shows an incident of it; with the others in a file at the end of a TCP connection.
"""

import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import random
import socket
import sys
import time

from tests.system.harness import dns_capture, intake, lossy_relay, overlay_name, processes
from tests.system.harness.resolvers import unbound
from tests.system.harness.resolvers.way import Way
from tests.system.harness.site import ZONE, Site
from tests.system.tunnels import sink
from tests.system.harness.namespace import Namespace

PASSWORD = "aviary"  # of a tunnel that lasts for seconds, on this machine
POLL_SECONDS = 0.001
INCIDENTS_SECONDS = 0.05  # between two looks at the console; nothing else runs beside a report
CONNECT_SECONDS = 60


# Ways from the relay to the far end. Unbound minimises names as it comes, and the tunnels' servers
# answer minimised ones in a way that it takes for broken: so there is one that does not.
DIRECT, UNBOUND, NOT_MINIMISING = "direct", "unbound", "unbound, not minimising"
# Where packets are lost and late: before the resolver, or behind it.
NEAR, FAR = "before it", "behind it"


@dataclasses.dataclass(frozen=True)
class Network:
    """What lies between the near end and the far one."""
    loss: float        # each way, 0 to 1
    one_way_ms: float
    way: str
    leg: str = NEAR

    def relay_options(self, capture):
        """Of the relay between the near end and what it asks."""
        return [*(self._bad() if self.leg == NEAR else ()), "--capture", str(capture)]

    def authority_options(self):
        """Of the relay between resolver and name server; None for none."""
        return self._bad() if self.leg == FAR else None

    def _bad(self):
        return ["--loss", str(self.loss), "--delay", str(self.one_way_ms), "--seed", "7"]

    def resolver(self):
        """What starts it, see Site; None where the near end asks the name server itself."""
        if self.way == DIRECT:
            return None
        lines = ["qname-minimisation: no"] if self.way == NOT_MINIMISING else []
        return lambda folder, way: unbound.start(folder, way, lines)


class Carrier(contextlib.ExitStack):
    """`capture` is a file of all datagrams at the near end, see dns_capture."""

    def __init__(self, network, folder):
        super().__init__()
        self.network, self.folder = network, pathlib.Path(folder)
        self.capture = self.folder / "near.pcap"

    def __enter__(self):
        super().__enter__()
        try:
            self.connect()
        except Exception:
            self.close()
            raise
        return self


class Aviary(Carrier):
    """A bird that has probed its path. A message is a report, brought in over the intake."""

    name = "aviary"

    def connect(self):
        self.sent, self.known = 0, 0
        self.site = self.enter_context(Site(
            self.folder, relay_options=self.network.relay_options(self.capture),
            authority_options=self.network.authority_options(),
            resolver=self.network.resolver()))
        self.site.start()
        processes.wait_until(lambda: self.site.bird_status()["path"].get("probe"),
                             CONNECT_SECONDS, "the bird has probed its path")
        self.site.wait_until_delivered(CONNECT_SECONDS)
        self.known = self._incidents()["updated_id"]
        host, port = self.site.intake.split(":")
        self.connection = self.enter_context(socket.create_connection((host, int(port))))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.enter_context(dns_capture.Reader(self.capture))
        self.replied = set()  # counters

    def send(self, octets, patience):
        """The report is as long as the octets would be in one; they are not looked at."""
        self.sent += 1
        source = f"10.7.{self.sent // 256}.{self.sent % 256}"
        report = intake.report_of(self.sent, len(octets), source)
        line = intake.line_of(report).encode() + b"\n"
        began = time.time()
        self.connection.sendall(line)
        while time.time() < began + patience:
            time.sleep(INCIDENTS_SECONDS)
            if self._shows(source):
                arrived = self._replied(began) or time.time()
                self.site.wait_until_delivered(CONNECT_SECONDS)
                return arrived - began
        return None

    def _replied(self, began):
        """When the first REPLY to a message that had none before passed the relay."""
        for datagram in self.reader.new():
            counter = overlay_name.replied_counter(datagram.payload, ZONE)
            if counter is not None and counter not in self.replied:
                self.replied.add(counter)
                if datagram.at >= began:
                    return datagram.at
        return None

    def _shows(self, source):
        answer = self._incidents()
        if not any(incident["src_host"] == source for incident in answer["incidents"]):
            return False
        self.known = answer["updated_id"]
        return True

    def pull(self, patience):
        """The console's test object of 1 MiB: (seconds, queries), or None."""
        status, out, _ = processes.run(
            [processes.program("aviary-bird"), "selftest", "pull", "--data", self.site.bird_folder,
             "--resolver", self.site.relay.address, "--json"], seconds=patience)
        if status != 0:
            return None
        told = json.loads(out)
        return told["seconds"], told["queries"]

    def _incidents(self):
        host, port = self.site.http.split(":")
        asked = http.client.HTTPConnection(host, int(port), timeout=10)
        asked.request("GET", f"/api/v1/incidents?since={self.known}")
        answer = json.loads(asked.getresponse().read())
        asked.close()
        return answer


class Tunnel(Carrier):
    """A tunnel that carries TCP. It has a name server's port, 53, of an address of its own, as
    its client asks at no other."""

    @property
    def kept(self):
        """Where the far end writes what arrives."""
        return self.folder / "arrived"

    def start_way(self, name_server):
        """Starts resolver and relay before a name server; the address to ask at, port 53."""
        asked, resolver = name_server, self.network.resolver()
        if resolver:
            asked = self.started(
                resolver(self.folder / "resolver", Way(ZONE, name_server))).address
        front = processes.free_addresses(1, port=53)[0]
        self.started(processes.Program(
            [sys.executable, lossy_relay.__file__, "--listen", f"{front}:53", "--upstream", asked,
             *self.network.relay_options(self.capture)], ready="ready"))
        return front

    def started(self, program):
        self.callback(program.stop)
        return program

    def open(self, host, port):
        """The connection that all messages go over, made while nothing is measured."""
        def connected():
            with contextlib.suppress(OSError):
                return socket.create_connection((host, port), timeout=CONNECT_SECONDS)
        self.connection = self.enter_context(
            processes.wait_until(connected, CONNECT_SECONDS, f"a connection through {self.name}"))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.outgoing = self.enter_context(open(self.folder / "outgoing", "ab", buffering=0))
        if self.send(b"first", CONNECT_SECONDS) is None:
            raise TimeoutError(f"nothing comes through {self.name}")

    def send(self, octets, patience):
        before = len(self.end.out)
        began = time.monotonic()
        self.outgoing.write(octets)
        os.fdatasync(self.outgoing.fileno())
        self.connection.settimeout(patience)
        try:
            self.connection.sendall(sink.framed(octets))
        except OSError:
            return None
        while time.monotonic() < began + patience:
            if len(self.end.out) > before:
                return float(self.end.out[before].split()[1]) - began
            time.sleep(POLL_SECONDS)
        return None


class Dns2tcp(Tunnel):
    """dns2tcp 0.5.2, with TXT queries."""

    name = "dns2tcp"

    def connect(self):
        end, near = (processes.free_port() for _ in range(2))
        self.end = self.started(processes.Program(
            [sys.executable, sink.__file__, f"127.0.0.1:{end}", self.kept], ready="ready"))
        server = processes.free_port()
        settings = self.folder / "dns2tcpd.conf"
        settings.write_text(
            f"listen = 127.0.0.1\nport = {server}\nuser = root\nchroot = {self.folder}\n"
            f"domain = {ZONE}\nresources = sink:127.0.0.1:{end}\n")
        self.started(processes.Program(["dns2tcpd", "-F", "-f", settings]))
        front = self.start_way(f"127.0.0.1:{server}")
        self.started(processes.Program(
            ["dns2tcpc", "-z", ZONE, "-r", "sink", "-l", near, "-T", "TXT", front]))
        self.open("127.0.0.1", near)


class Iodine(Tunnel):
    """iodine 0.7, which chooses the best type of query by itself."""

    name = "iodine"

    def connect(self):
        far = self.enter_context(Namespace())
        inside = f"10.214.{random.randrange(256)}"
        server = self.started(far.start(
            ["iodined", "-f", "-c", "-P", PASSWORD, "-l", far.host, f"{inside}.1/27", ZONE],
            ready="Listening to dns"))
        front = self.start_way(f"{far.host}:53")
        client = self.started(processes.Program(
            ["iodine", "-f", "-r", "-P", PASSWORD, front, ZONE]))
        processes.wait_until(
            lambda: client.said("transmitting data") or not client.running(), CONNECT_SECONDS,
            "iodine has found its server")
        if not client.running():
            raise RuntimeError(f"iodine ended: {client.stderr().strip().splitlines()[-1:]}")
        assert server.running()
        self.end = self.started(far.start(
            [sys.executable, sink.__file__, f"{inside}.1:9000", self.kept], ready="ready"))
        self.open(f"{inside}.1", 9000)


ALL = (Aviary, Iodine, Dns2tcp)
