"""The TCP half of a relay: DNS messages over streams (RFC 7766), passed on one by one.

    StreamRelay(("127.0.0.1", 5355), ("127.0.0.1", 5353), passes).start()

passes    called as passes(way, client, message) with "up" or "down", from one thread of the
          connection each; false loses the message. Loss of single datagrams is TCP's own affair and
          is not played here.
"""

import contextlib
import socket
import threading


class StreamRelay:
    def __init__(self, listen, upstream, passes):
        self.upstream, self.passes = upstream, passes
        self.front = socket.create_server(listen, backlog=64)
        self.connections = set()
        self.thread = threading.Thread(target=self._accept, daemon=True)

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        """Ends the listening and every connection."""
        for opened in (self.front, *list(self.connections)):
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()

    def _accept(self):
        while True:
            try:
                client, address = self.front.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client, address), daemon=True).start()

    def _serve(self, client, address):
        with client:
            try:
                server = socket.create_connection(self.upstream, timeout=10)
            except OSError:
                return
            with server:
                server.settimeout(None)
                ends = {client, server}
                self.connections |= ends
                answers = threading.Thread(
                    target=self._carry, args=("down", address, server, client), daemon=True)
                answers.start()
                self._carry("up", address, client, server)
                answers.join()
                self.connections -= ends

    # Both ends are shut when one way ends: nobody waits for a message that cannot come.
    def _carry(self, way, client, source, target):
        try:
            with source.makefile("rb") as incoming:
                while len(size := incoming.read(2)) == 2:
                    message = incoming.read(int.from_bytes(size, "big"))
                    if self.passes(way, client, message):
                        target.sendall(size + message)
        except OSError:
            pass
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
