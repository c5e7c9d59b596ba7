"""The resolver asks the zone's name server, and what it asks passes the relay."""

import socket
import threading
import unittest

from tests.system.harness import overlay_name, processes, unbound

ZONE = "c.example.net"


class NameServer:
    """Answers every TXT query below the zone with one string, other types with no data."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.names, self.running = [], True
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while self.running:
            try:
                query, sender = self.socket.recvfrom(65535)
            except TimeoutError:
                continue
            question = overlay_name.question_of(query)
            end = 12 + len(question.name) + 2 + 4
            self.names.append((question.name, question.qtype))
            text = question.qtype == "TXT"
            answer = b"\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x0f\x00\x03\x02hi" if text else b""
            self.socket.sendto(query[:2] + b"\x84\x00\x00\x01" + bytes([0, len(answer) and 1]) +
                               bytes(4) + query[12:end] + answer, sender)

    def stop(self):
        self.running = False
        self.thread.join()
        self.socket.close()


class Unbound(unittest.TestCase):
    def test_resolves_a_name_of_the_zone_through_its_name_server(self):
        server = NameServer()
        self.addCleanup(server.stop)
        name = overlay_name.name_of("one_shot", ZONE, rest=bytes(137))
        with processes.temporary_folder() as folder, \
                unbound.start(folder, ZONE, "127.0.0.1:%d" % server.socket.getsockname()[1]) \
                as resolver, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(5)
            host, port = resolver.address.split(":")
            client.sendto(overlay_name.query_of(name, number=77), (host, int(port)))
            answer = client.recv(65535)
            question = overlay_name.question_of(answer)
            self.assertEqual((question.id, question.rcode, question.name), (77, 0, name))
            self.assertTrue(answer.endswith(b"\x02hi"))
            self.assertIn((name, "TXT"), server.names)
            self.assertEqual(resolver.stop(), 0)
