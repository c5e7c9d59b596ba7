"""A real recursive resolver on loopback, in a folder of its own: Debian's unbound.

It resolves iteratively with QNAME minimisation, does not validate (the zone is not signed and
nothing is above it), and asks one name server for one zone. Everything else it is asked fails, as
there is no Internet behind it.
"""

import pathlib

from . import processes

CONFIGURATION = """
server:
  interface: {listen}
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
{server_lines}
stub-zone:
  name: "{zone}"
  stub-addr: {name_server}
remote-control:
  control-enable: no
"""


def configuration(folder, zone, name_server, port, listen="127.0.0.1", server_lines=()):
    """unbound.conf as text. `name_server` is "127.0.0.1:5300"."""
    host, name_server_port = name_server.rsplit(":", 1)
    return CONFIGURATION.format(
        listen=listen, port=port, folder=folder, zone=zone,
        name_server=f"{host}@{name_server_port}",
        server_lines="".join(f"  {line}\n" for line in server_lines))


def start(folder, zone, name_server, port=None, listen="127.0.0.1", server_lines=()):
    """A running unbound as a processes.Program, with its `address` ("127.0.0.1:5301") set.

    server_lines   further lines of the section `server:`, for instance "qname-minimisation: no"
    """
    port = port or processes.free_port()
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "unbound.conf"
    written.write_text(configuration(folder, zone, name_server, port, listen, server_lines))
    program = processes.Program(["/usr/sbin/unbound", "-d", "-p", "-c", written],
                                ready="start of service", cwd=folder)
    program.address = f"{listen}:{port}"
    return program
