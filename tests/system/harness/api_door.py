"""The console's doors as one client after the other uses them: what is sent is the caller's affair,
octet for octet, and an answer is kept whole."""

import dataclasses
import http.client
import json
import ssl

COOKIE = "__Host-aviary"


@dataclasses.dataclass
class Answer:
    status: int
    head: http.client.HTTPMessage
    body: bytes

    def __str__(self):
        return f"{self.status} {self.body[:2000].decode(errors='backslashreplace')}"

    @property
    def object(self):
        return json.loads(self.body)


class Door:
    """`address` over TLS that `certificate` is trusted for, or over plain HTTP without one. The
    connection is kept and made anew when the console has closed it."""

    def __init__(self, address, certificate=None, source=None):
        self.address, self.is_https = address, certificate is not None
        host, port = address.split(":")
        come_from = (source, 0) if source else None
        if certificate:
            self.connection = http.client.HTTPSConnection(
                host, int(port), timeout=30, source_address=come_from,
                context=ssl.create_default_context(cafile=certificate))
        else:
            self.connection = http.client.HTTPConnection(
                host, int(port), timeout=30, source_address=come_from)

    def close(self):
        self.connection.close()

    def ask(self, method, path, body=None, head=None):
        """An answer; a member of `head` that is None is left out."""
        sent = {name: value for name, value in (head or {}).items() if value is not None}
        kept = self.connection.sock is not None
        try:
            return self.ask_once(method, path, body, sent)
        except (http.client.HTTPException, OSError) as error:
            if not kept or isinstance(error, TimeoutError):
                raise
            return self.ask_once(method, path, body, sent)

    def ask_once(self, method, path, body, head):
        try:
            self.connection.request(method, path, body, head)
            came = self.connection.getresponse()
            if came.headers.get("Content-Type") == "text/event-stream":
                return self.begin_of(came)
            return Answer(came.status, came.headers, came.read())
        except (http.client.HTTPException, OSError):
            self.connection.close()
            raise


    def begin_of(self, came):
        """An answer without an end, up to the first event that is there at once."""
        text = b""
        while not text.endswith(b"\n\n"):
            text += came.readline()
        came.close()
        self.connection.close()
        return Answer(came.status, came.headers, text)


@dataclasses.dataclass
class Caller:
    """Who asks: what they are, and the head that every request of theirs has."""

    door: Door
    name: str
    role: str | None = None
    token: str | None = None
    session: str | None = None
    csrf: str | None = None
    origin: str | None = None
    proves: bool = True  # that a change of theirs is theirs

    def __repr__(self):
        return self.name

    def ask(self, method, path, body=None, **head):
        return self.door.ask(method, path, body, {
            "Authorization": f"Bearer {self.token}" if self.token else None,
            "Cookie": f"{COOKIE}={self.session}" if self.session else None,
            "X-CSRF-Token": self.csrf, "Origin": self.origin, **head})


def log_in(door, user, password, role):
    """A page of the console that somebody logged in at."""
    origin = f"https://{door.address}"
    came = door.ask("POST", "/api/v1/session",
                    json.dumps({"user": user, "password": password}), {"Origin": origin})
    if came.status != 200:
        raise RuntimeError(f"{user} does not get in: {came}")
    session = came.head["Set-Cookie"].split(";")[0].split("=")[1]
    return Caller(door, f"{user}, logged in", role, session=session, csrf=came.object["csrf"],
                  origin=origin)
