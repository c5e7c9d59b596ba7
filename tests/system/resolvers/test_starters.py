"""Each resolver of the matrix starts, finds the zone, and asks its name server what it is asked."""

import socket
import threading
import unittest

from tests.system.harness import overlay_name, processes
from tests.system.harness.resolvers import root_server
from tests.system.harness.resolvers.way import Way, split
from tests.system.resolvers import matrix

ZONE = "c.example.net"
TEXT = b"\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x0f\x00\x03\x02hi"


class NameServer:
    """Answers every TXT query below the zone with one string, other types with no data."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(0.1)
        self.streams = socket.create_server(address)
        self.streams.settimeout(0.1)
        self.names, self.running = [], True
        self.threads = [threading.Thread(target=run, daemon=True)
                        for run in (self.serve_datagrams, self.serve_streams)]
        for thread in self.threads:
            thread.start()

    def answer_to(self, query):
        question = overlay_name.question_of(query)
        end = 12 + len(question.name) + 2 + 4
        self.names.append((question.name, question.qtype))
        answer = TEXT if question.qtype == "TXT" else b""
        return (query[:2] + b"\x84\x00\x00\x01" + bytes([0, len(answer) and 1]) + bytes(4) +
                query[12:end] + answer)

    def serve_datagrams(self):
        while self.running:
            try:
                query, sender = self.socket.recvfrom(65535)
            except TimeoutError:
                continue
            self.socket.sendto(self.answer_to(query), sender)

    def serve_streams(self):
        while self.running:
            try:
                client, _ = self.streams.accept()
            except TimeoutError:
                continue
            with client, client.makefile("rb") as incoming:
                client.settimeout(5)
                while len(size := incoming.read(2)) == 2:
                    answer = self.answer_to(incoming.read(int.from_bytes(size, "big")))
                    client.sendall(len(answer).to_bytes(2, "big") + answer)

    def stop(self):
        self.running = False
        for thread in self.threads:
            thread.join()
        self.socket.close()
        self.streams.close()


@unittest.skipUnless(processes.may_bind_port_53(), "port 53 takes root")
class Starters(unittest.TestCase):
    def way(self, iterates):
        if not iterates:
            return Way(ZONE, f"127.0.0.1:{processes.free_port()}")
        root, host = processes.free_addresses(2, port=53)
        self.enterContext(processes.Program(
            ["/usr/bin/python3", root_server.__file__, "--listen", f"{root}:53", "--zone", ZONE,
             "--glue", host], ready="ready"))
        return Way(ZONE, f"{host}:53", root)

    def resolve(self, row):
        way = self.way(row.iterates)
        server = NameServer(split(way.name_server))
        self.addCleanup(server.stop)
        resolver = row.start(self.enterContext(processes.temporary_folder()), way)
        name = overlay_name.name_of("one_shot", ZONE, rest=bytes(137))
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.settimeout(5)
                client.sendto(overlay_name.query_of(name, number=77), split(resolver.address))
                answer = client.recv(65535)
        finally:
            resolver.stop()
        question = overlay_name.question_of(answer)
        self.assertEqual((question.id, question.rcode, question.name), (77, 0, name))
        self.assertTrue(answer.endswith(b"\x02hi"), answer)
        self.assertIn((name, "TXT"), server.names)

    def test_each_resolves_a_name_of_the_zone(self):
        for row in matrix.ROWS:
            with self.subTest(resolver=row.name):
                self.resolve(row)


if __name__ == "__main__":
    unittest.main()
