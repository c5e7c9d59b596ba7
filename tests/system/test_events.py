"""Server-sent events: the real console, and readers that come, go, and are shut out."""

import http.client
import json
import ssl
import time
import unittest

from tests.system.harness import intake
from tests.system.harness.site import site_of


class Reader:
    """A connection to GET /api/v1/events, and what came over it."""

    def __init__(self, address, after=None, token=None, certificate=None):
        host, port = address.split(":")
        if certificate:
            trusted = ssl.create_default_context(cafile=certificate)
            self.connection = http.client.HTTPSConnection(host, int(port), timeout=30,
                                                          context=trusted)
        else:
            self.connection = http.client.HTTPConnection(host, int(port), timeout=30)
        headers = {"Last-Event-ID": after, "Authorization": token and f"Bearer {token}"}
        headers = {name: value for name, value in headers.items() if value}
        self.connection.request("GET", "/api/v1/events", headers=headers)
        self.answer = self.connection.getresponse()

    def next(self):
        """The next event, (id, data); comments are passed over."""
        lines = {}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(":")
            lines[name] = value.strip()
        if lines.get("event") != "incident":
            return self.next()
        return lines["id"], json.loads(lines["data"])

    def close(self):
        self.answer.close()
        self.connection.close()


class Events(unittest.TestCase):
    def setUp(self):
        self.site = site_of(self, heartbeat="5s")
        self.site.start()

    def reader(self, after=None):
        reader = Reader(self.site.http, after)
        self.addCleanup(reader.close)
        return reader

    def report(self, number):
        """Each of a source of its own, so that each opens an incident."""
        intake.store(self.site.intake, intake.report_of(number, source=f"10.0.0.{number}"))

    def test_a_reader_misses_nothing_and_gets_nothing_twice(self):
        reader = self.reader()
        self.assertEqual("text/event-stream", reader.answer.getheader("Content-Type"))
        self.report(1)
        first, incident = reader.next()
        self.assertEqual("10.0.0.1", incident["src_host"])
        self.assertTrue(first.endswith(f".{incident['updated_id']}"), first)
        reader.close()
        self.site.on_console("incidents", "ack", incident["id"])
        self.site.console.kill()
        self.site.start_console()
        self.report(2)
        again = self.reader(first)
        later = [again.next()[1], again.next()[1]]
        self.assertEqual(["acknowledged", "open"], [data["state"] for data in later])
        self.assertLess(incident["updated_id"], later[0]["updated_id"])

    def test_many_readers_all_hear_of_it(self):
        readers = [self.reader() for _ in range(30)]
        self.report(3)
        began = time.monotonic()
        self.assertEqual({"10.0.0.3"}, {reader.next()[1]["src_host"] for reader in readers})
        self.assertLess(time.monotonic() - began, 10, "no later than by the beat of 15 seconds")

    def test_a_reader_is_shut_out_with_its_token(self):
        made = self.site.ask_console("tokens", "create", "--name", "siem")
        reader = Reader(self.site.https, token=made["token"],
                        certificate=self.site.console_folder / "tls" / "cert.pem")
        self.addCleanup(reader.close)
        self.report(4)
        self.assertEqual("10.0.0.4", reader.next()[1]["src_host"])
        self.site.on_console("tokens", "revoke", made["id"])
        began = time.monotonic()
        while reader.answer.readline():
            pass
        self.assertLess(time.monotonic() - began, 10)


if __name__ == "__main__":
    unittest.main()
