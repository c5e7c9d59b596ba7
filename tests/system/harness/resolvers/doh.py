"""DNS over HTTPS (RFC 8484) at the resolvers that have it, all at the path /dns-query."""

import dataclasses
import functools
import pathlib

from tests.system.harness import processes
from tests.system.harness.resolvers import bind, dnsdist, kresd, unbound

NAME = "dns.example.net"


@dataclasses.dataclass(frozen=True)
class Identity:
    """A certificate of its own making, which is its own authority, and its key.

    It is good for 127.0.0.1 and for NAME.
    """
    certificate: pathlib.Path
    key: pathlib.Path

    @classmethod
    def made_in(cls, folder, name="server"):
        made = cls(folder / f"{name}.crt", folder / f"{name}.key")
        _checked("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                 "-addext", f"subjectAltName=IP:127.0.0.1,DNS:{NAME}",
                 "-keyout", made.key, "-out", made.certificate)
        return made

    def pin(self):
        """As curl and `aviary-bird --doh-pin` write it."""
        digest = ("openssl x509 -in {} -pubkey -noout | openssl pkey -pubin -outform der | "
                  "openssl dgst -sha256 -binary | openssl base64").format(self.certificate)
        return "sha256//" + _checked("sh", "-c", digest).strip()


def _checked(*args):
    status, out, err = processes.run(args)
    if status != 0:
        raise RuntimeError(f"{args[0]} ended with {status}: {err}")
    return out


def _unbound(identity, port):
    return functools.partial(unbound.start, lines=[
        f"interface: 127.0.0.1@{port}", f"https-port: {port}", 'http-endpoint: "/dns-query"',
        f'tls-service-key: "{identity.key}"', f'tls-service-pem: "{identity.certificate}"'])


def _bind(identity, port):
    return functools.partial(
        bind.start, lines=[f"listen-on port {port} tls own http default {{ 127.0.0.1; }};"],
        statements=f'tls own {{ key-file "{identity.key}"; cert-file "{identity.certificate}"; }};')


def _kresd(identity, port):
    return functools.partial(kresd.start, lines=[
        f"net.tls('{identity.certificate}', '{identity.key}')",
        f"net.listen('127.0.0.1', {port}, {{ kind = 'doh2' }})"])


def _dnsdist(identity, port):
    return functools.partial(dnsdist.start, lines=[
        f"addDOHLocal('127.0.0.1:{port}', '{identity.certificate}', '{identity.key}', "
        "'/dns-query')"])


SERVERS = {"unbound": _unbound, "bind": _bind, "kresd": _kresd, "dnsdist": _dnsdist}


def starter(name, identity):
    """(what starts the server, its URL)"""
    port = processes.free_port()
    return SERVERS[name](identity, port), f"https://127.0.0.1:{port}/dns-query"
