"""The way from a resolver to the console's zone, as every resolver here is told it.

A resolver either iterates from a root server of the test's own, so that its QNAME minimisation, its
0x20 and its memory of name servers are what they are in the field, or it passes the zone's
questions on to one address, as a forwarder does.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Way:
    """Addresses are "127.0.0.1:5300".

    name_server   where the zone's questions go
    root          address of the root server, which delegates the zone, for who iterates; its port
                  is 53, as are those of all name servers that a delegation names
    """
    zone: str
    name_server: str
    root: str = None

    def root_hints(self):
        """A hints file (RFC 1035 section 5) with the one root server."""
        return f". 3600000 NS {ROOT_NAME}\n{ROOT_NAME} 3600000 A {self.root}\n"


# No resolver has an opinion about it, as some do about names below "test" and "invalid".
ROOT_NAME = "a.root.example."


def split(address):
    host, port = address.rsplit(":", 1)
    return host, int(port)
