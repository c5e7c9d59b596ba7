"""Debian's dnsmasq on loopback: a forwarder, as in every router."""

import pathlib

from tests.system.harness import processes
from tests.system.harness.resolvers import server


def start(folder, way, options=()):
    """A running dnsmasq, with its `address` set; `options` are of its command line."""
    port = processes.free_port()
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    name_server = way.name_server.replace(":", "#")
    return server.start(
        ["/usr/sbin/dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
         "--no-poll", f"--pid-file={folder}/pid", "--user=root", "--bind-interfaces",
         "--listen-address=127.0.0.1", f"--port={port}", f"--server=/{way.zone}/{name_server}",
         *options], folder, f"127.0.0.1:{port}")
