"""The resolvers that a site may have, as rows of one table (docs/RESOLVERS.md)."""

import dataclasses
import functools

from tests.system.harness.resolvers import bind, chain, dnsdist, dnsmasq, kresd, pdns, unbound


@dataclasses.dataclass(frozen=True)
class Row:
    """One resolver with its settings.

    start          (folder, way) to a running Program with its `address`
    iterates       whether it begins at the root
    bird_side      relay options between bird and resolver: the middlebox, if there is one
    found          what the bird's probe must find out of it, as `aviary-bird status` shows it
    """
    name: str
    start: object
    iterates: bool = True
    bird_side: tuple = ()
    found: dict = dataclasses.field(default_factory=dict)

    def expected(self):
        return {"name_octets": 255, "answers": "raw 1232", "minimised_nxdomain": True,
                "over_tcp": False, **self.found}


def with_lines(start, *lines):
    return functools.partial(start, lines=lines)


def behind(*alterations):
    return ("--streams", *(part for name in alterations for part in ("--alter", name)))


ROWS = (
    Row("unbound", unbound.start),
    Row("bind", bind.start),
    Row("pdns", pdns.start),
    Row("kresd", kresd.start),
    Row("dnsmasq", dnsmasq.start, iterates=False),
    Row("dnsdist", dnsdist.start, iterates=False),
    Row("dnsmasq-unbound", chain.start),
    Row("unbound-strict", with_lines(unbound.start, "qname-minimisation-strict: yes"),
        found={"minimised_nxdomain": False}),
    Row("bind-strict", with_lines(bind.start, "qname-minimization strict;"),
        found={"minimised_nxdomain": False}),
    Row("unbound-0x20", with_lines(unbound.start, "use-caps-for-id: yes")),
    Row("unbound-min-ttl", with_lines(unbound.start, "cache-min-ttl: 60"), found={"kept_s": 60}),
    Row("unbound-serve-expired", with_lines(unbound.start, "serve-expired: yes")),
    Row("unbound-over-tcp", with_lines(unbound.start, "tcp-upstream: yes")),
    Row("bind-without-edns", bind.start, bird_side=behind("without_edns"),
        found={"answers": "raw 512"}),
    Row("kresd-truncates", kresd.start, bird_side=behind("truncated"),
        found={"over_tcp": True, "minimised_nxdomain": False}),  # which is not asked over TCP
    Row("pdns-short-names", pdns.start, bird_side=("--longest-name", "150"),
        found={"name_octets": 120}),
)


def row(name):
    return next(one for one in ROWS if one.name == name)
