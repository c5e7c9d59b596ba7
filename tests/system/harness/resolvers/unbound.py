"""Debian's unbound as a recursive resolver on loopback.

It does not validate, as no zone here is signed. What it is asked beside the zone fails, as there is
no Internet behind it.
"""

from tests.system.harness import processes
from tests.system.harness.resolvers import server
from tests.system.harness.resolvers.way import split

CONFIGURATION = """
server:
  interface: 127.0.0.1
  port: {port}
  do-ip6: no
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  num-threads: 1
  do-not-query-localhost: no
  module-config: "iterator"
  access-control: 127.0.0.0/8 allow
{lines}
{to_the_zone}
remote-control:
  control-enable: no
"""


def configuration(folder, way, port, lines=()):
    """unbound.conf as text.

    lines   further ones of the section `server:`, for instance "qname-minimisation: no"
    """
    host, name_server_port = split(way.name_server)
    to_the_zone = f'stub-zone:\n  name: "{way.zone}"\n  stub-addr: {host}@{name_server_port}'
    if way.root:
        lines, to_the_zone = [*lines, f'root-hints: "{folder}/hints"'], ""
    return CONFIGURATION.format(folder=folder, port=port, to_the_zone=to_the_zone,
                                lines="".join(f"  {line}\n" for line in lines))


def start(folder, way, lines=()):
    """A running unbound as a processes.Program, with its `address` ("127.0.0.1:5301") set."""
    port = processes.free_port()
    if way.root:
        server.written(folder, "hints", way.root_hints())
    written = server.written(folder, "unbound.conf", configuration(folder, way, port, lines))
    return server.start(["/usr/sbin/unbound", "-d", "-p", "-c", written], folder,
                        f"127.0.0.1:{port}")
