"""Debian's PowerDNS Recursor on loopback. DNSSEC is off: nothing here is signed."""

from tests.system.harness import processes
from tests.system.harness.resolvers import server

CONFIGURATION = """
local-address=127.0.0.1:{port}
socket-dir={folder}
daemon=no
dont-query=
dnssec=off
threads=1
disable-syslog=yes
allow-from=127.0.0.0/8
write-pid=no
setuid=
setgid=
security-poll-suffix=
{to_the_zone}
{lines}
"""


def configuration(folder, way, port, lines=()):
    """recursor.conf as text; `lines` are further settings."""
    to_the_zone = (f"hint-file={folder}/hints" if way.root else
                   f"forward-zones={way.zone}={way.name_server}")
    return CONFIGURATION.format(folder=folder, port=port, to_the_zone=to_the_zone,
                                lines="\n".join(lines))


def start(folder, way, lines=()):
    """A running PowerDNS Recursor, with its `address` set."""
    port = processes.free_port()
    if way.root:
        server.written(folder, "hints", way.root_hints())
    server.written(folder, "recursor.conf", configuration(folder, way, port, lines))
    return server.start(["/usr/sbin/pdns_recursor", f"--config-dir={folder}"], folder,
                        f"127.0.0.1:{port}")
