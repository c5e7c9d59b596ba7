"""Debian's Knot Resolver on loopback. It randomises the case of names (0x20) as it comes."""

import pathlib

from tests.system.harness import processes
from tests.system.harness.resolvers import server
from tests.system.harness.resolvers.way import ROOT_NAME

CONFIGURATION = """
net.listen('127.0.0.1', {port}, {{ kind = 'dns' }})
net.ipv6 = false
option('ALLOW_LOCAL', true)
trust_anchors.remove('.')
cache.open(20 * MB, 'lmdb://{folder}/cache')
modules.unload('ta_update')
modules.unload('ta_signal_query')
modules.unload('priming')
modules.unload('detect_time_skew')
{to_the_zone}
{lines}
"""
ITERATES = "modules.load('hints')\nhints.root({{ ['{root_name}'] = {{ '{root}' }} }})"
FORWARDS = "policy.add(policy.suffix(policy.STUB('{name_server}'), {{todname('{zone}.')}}))"


def configuration(folder, way, port, lines=()):
    """kresd.conf as text, which is Lua; `lines` are further ones."""
    to_the_zone = (ITERATES.format(root_name=ROOT_NAME, root=way.root) if way.root else
                   FORWARDS.format(name_server=way.name_server.replace(":", "@"), zone=way.zone))
    return CONFIGURATION.format(folder=folder, port=port, to_the_zone=to_the_zone,
                                lines="\n".join(lines))


def start(folder, way, lines=()):
    """A running Knot Resolver, with its `address` set."""
    port = processes.free_port()
    for needed in ("cache", "control"):
        (pathlib.Path(folder) / needed).mkdir(parents=True, exist_ok=True)
    written = server.written(folder, "kresd.conf", configuration(folder, way, port, lines))
    return server.start(["/usr/sbin/kresd", "-n", "-c", written, folder], folder,
                        f"127.0.0.1:{port}")
