#!/usr/bin/env python3
"""A webhook's far end: records what arrives, checks its signature, and fails when told to.

    webhook_receiver.py --listen 127.0.0.1:8099 --record FILE [--secret whsec_...]

Every POST becomes one line of JSON in FILE, written before the answer leaves:

    {"at", "path", "headers", "body", "id", "verified": true | false | null, "answered"}

`verified` says whether one of the signatures in webhook-signature is right and the timestamp is at
most five minutes off (standardwebhooks.com); null without a secret. `answered` is the status, or
"closed". Failures come in the order given, each for so many requests, and then all is well:

    --fail 500:3       answer 500 three times
    --fail close:2     read the request, then close the connection without a word, twice
    --fail slow:1      answer 200 after --slow seconds, once
"""

import argparse
import base64
import hashlib
import hmac
import http.server
import itertools
import json
import pathlib
import signal
import sys
import threading
import time

TOLERANCE_SECONDS = 300
PREFIX = "whsec_"


def sign(secret, message_id, timestamp, body):
    """The signature "v1,BASE64" of Standard Webhooks; `body` in octets."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def verify(secret, headers, body, now=None):
    """Whether `headers` (names in lower case) carry a right and recent signature of `body`."""
    message_id, timestamp = headers.get("webhook-id"), headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isdecimal():
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    wanted = sign(secret, message_id, timestamp, body)
    return any(hmac.compare_digest(wanted, given)
               for given in headers.get("webhook-signature", "").split())


class WebhookReceiver(http.server.ThreadingHTTPServer):
    """Serves in a thread of its own between start() and stop()."""

    daemon_threads = True

    def __init__(self, listen=("127.0.0.1", 0), secret=None, record=None, failures=(), slow=5.0):
        super().__init__(listen, _Handler)
        self.secret, self.slow = secret, slow
        self.record = pathlib.Path(record) if record else None
        self.failures = iter([word for word, times in failures for _ in range(times)])
        self.requests, self.lock = [], threading.Lock()

    def url(self, path="/hook"):
        return "http://%s:%d%s" % (*self.server_address, path)

    def start(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self):
        self.shutdown()
        self.server_close()

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    def handle_error(self, request, client_address):
        """A sender that goes away is nothing to report."""

    def keep(self, entry):
        """Records a request and says how to answer it: a status, "close" or "slow"."""
        with self.lock:
            answer = next(self.failures, "200")
            entry["answered"] = "closed" if answer == "close" else int(
                "200" if answer == "slow" else answer)
            self.requests.append(entry)
            if self.record:
                with self.record.open("a") as file:
                    file.write(json.dumps(entry) + "\n")
        return answer

    def always_slow(self, seconds):
        """From now on each answer takes so long."""
        with self.lock:
            self.slow = seconds
            self.failures = itertools.repeat("slow")

    def accepted(self):
        """The requests that got a 2xx."""
        with self.lock:
            return [entry for entry in self.requests
                    if entry["answered"] != "closed" and entry["answered"] // 100 == 2]


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        server = self.server
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = server.keep({
            "at": time.time(), "path": self.path, "headers": headers,
            "body": body.decode("utf-8", "backslashreplace"), "id": headers.get("webhook-id"),
            "verified": verify(server.secret, headers, body) if server.secret else None})
        if answer == "close":
            self.close_connection = True
            return
        if answer == "slow":
            time.sleep(server.slow)
        self.send_response(200 if answer == "slow" else int(answer))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """The record says it all."""


def failure(text):
    word, times = text.split(":")
    if word not in ("close", "slow") and not word.isdecimal():
        raise ValueError(text)
    return word, int(times)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="ADDRESS:PORT")
    parser.add_argument("--record", metavar="FILE", required=True)
    parser.add_argument("--secret", metavar="whsec_...")
    parser.add_argument("--fail", action="append", type=failure, default=[])
    parser.add_argument("--slow", type=float, default=5.0, metavar="SECONDS")
    options = parser.parse_args(arguments)
    host, port = options.listen.rsplit(":", 1)
    receiver = WebhookReceiver((host, int(port)), options.secret, options.record, options.fail,
                               options.slow).start()
    print(f"{receiver.url()}\nready", file=sys.stderr, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    receiver.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(sys.argv[1:])
