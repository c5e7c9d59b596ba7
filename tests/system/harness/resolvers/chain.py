"""Two resolvers, one behind the other: a router's forwarder that asks the company's resolver."""

import dataclasses
import pathlib

from . import dnsmasq, unbound


class Chain:
    """Two Programs that are one: `address` is where birds ask."""

    def __init__(self, front, back):
        self.front, self.back = front, back
        self.args = [f"{front.args[0]} before {back.args[0]}"]
        self.address = front.address

    def stop(self):
        self.front.stop()
        return self.back.stop()


def start(folder, way):
    """dnsmasq, which passes on to unbound, which finds the way."""
    back = unbound.start(pathlib.Path(folder) / "back", way)
    try:
        towards_back = dataclasses.replace(way, name_server=back.address, root=None)
        return Chain(dnsmasq.start(pathlib.Path(folder) / "front", towards_back), back)
    except Exception:
        back.kill()
        raise
