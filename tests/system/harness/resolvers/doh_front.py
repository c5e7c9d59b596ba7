"""A DNS server over HTTPS that has HTTP/1.1 alone and fails when told to, in front of a resolver.

Each fault is given to every query until the next one is set:

    "429", "503", "302"   that status; the last one points to the right place
    "slow"                the head of an answer, and its body after SLOW_SECONDS
    "large"               a body of over 4,096 octets
    "page"                status 200 and a page of HTML, as a captive portal has it
"""

import contextlib
import http.server
import socket
import ssl
import threading
import time

from tests.system.harness.resolvers import way

SLOW_SECONDS = 15
MESSAGE = "application/dns-message"


class DohFront(http.server.ThreadingHTTPServer):
    """Serves in a thread of its own inside a `with`."""

    daemon_threads = True

    def __init__(self, identity, host="127.0.0.1"):
        super().__init__((host, 0), _Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(identity.certificate, identity.key)
        self.socket = context.wrap_socket(self.socket, server_side=True,
                                          do_handshake_on_connect=False)
        self.url = "https://%s:%d/dns-query" % self.server_address
        self.upstream, self.fault = None, None
        self.faulted = self.answered = 0
        self.protocols = set()

    def before(self, start):
        """Starts a resolver as `start` does, and asks it from now on."""
        def both(folder, to_the_zone):
            program = start(folder, to_the_zone)
            self.upstream = program.address
            return program
        return both

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A bird that goes away is nothing to report."""

    def ask(self, message):
        """What the resolver answers, or nothing."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(5)
            client.connect(way.split(self.upstream))
            with contextlib.suppress(OSError):
                client.send(message)
                return client.recv(65535)
        return None


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        server = self.server
        server.protocols.add(self.request_version)
        message = self.rfile.read(int(self.headers.get("content-length", 0)))
        if server.fault is None:
            answer = server.ask(message)
            server.answered += 1
            self.say(200 if answer else 504, MESSAGE, answer or b"")
            return
        server.faulted += 1
        if server.fault == "slow":
            self.say(200, MESSAGE, b"", promised=100)
            time.sleep(SLOW_SECONDS)
            self.close_connection = True
        elif server.fault == "large":
            self.say(200, MESSAGE, message + bytes(5000))
        elif server.fault == "page":
            self.say(200, "text/html", b"<html>Accept our terms</html>")
        else:
            self.say(int(server.fault), MESSAGE, b"")

    def say(self, status, kind, body, promised=None):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(promised or len(body)))
        if status == 302:
            self.send_header("location", self.server.url)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_):
        """The counters say it all."""
