"""Debian's BIND as a recursive resolver on loopback."""

from tests.system.harness import processes
from tests.system.harness.resolvers import server
from tests.system.harness.resolvers.way import split

CONFIGURATION = """
options {{
  directory "{folder}";
  managed-keys-directory "{folder}";
  pid-file none;
  session-keyfile none;
  listen-on port {port} {{ 127.0.0.1; }};
  listen-on-v6 {{ none; }};
  recursion yes;
  allow-query {{ 127.0.0.0/8; }};
  dnssec-validation no;
{lines}
}};
controls {{ }};
{statements}
{to_the_zone}
"""
ITERATES = 'zone "." {{ type hint; file "{folder}/hints"; }};'
FORWARDS = 'zone "{zone}" {{ type forward; forward only; forwarders {{ {host} port {port}; }}; }};'


def configuration(folder, way, port, lines=(), statements=""):
    """named.conf as text; `lines` are further options, each with its semicolon, and `statements`
    what stands beside them."""
    host, name_server_port = split(way.name_server)
    to_the_zone = (ITERATES.format(folder=folder) if way.root else
                   FORWARDS.format(zone=way.zone, host=host, port=name_server_port))
    return CONFIGURATION.format(folder=folder, port=port, to_the_zone=to_the_zone,
                                lines="".join(f"  {line}\n" for line in lines),
                                statements=statements)


def start(folder, way, lines=(), statements=""):
    """A running BIND, with its `address` set."""
    port = processes.free_port()
    if way.root:
        server.written(folder, "hints", way.root_hints())
    written = server.written(folder, "named.conf",
                             configuration(folder, way, port, lines, statements))
    return server.start(["/usr/sbin/named", "-g", "-n", "1", "-c", written], folder,
                        f"127.0.0.1:{port}")
