"""Debian's dnsdist on loopback: a load balancer before a name server."""

from tests.system.harness import processes
from tests.system.harness.resolvers import server

CONFIGURATION = """
setLocal('127.0.0.1:{port}')
setSecurityPollSuffix('')
newServer({{address='{name_server}'}}):setUp()
{lines}
"""


def start(folder, way, lines=()):
    """A running dnsdist, with its `address` set; `lines` are further ones of its Lua."""
    port = processes.free_port()
    written = server.written(folder, "dnsdist.conf", CONFIGURATION.format(
        port=port, name_server=way.name_server, lines="\n".join(lines)))
    return server.start(["/usr/bin/dnsdist", "--supervised", "--disable-syslog", "-C", written],
                        folder, f"127.0.0.1:{port}")
