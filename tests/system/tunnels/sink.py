#!/usr/bin/env python3
"""Where a tunnel ends: takes messages over TCP, and says when each was on disk in full.

    sink.py ADDRESS:PORT FILE

A message is its length in four octets, and so many octets. Each gets a line on stdout: its length
and the instant when FILE had it and was synced, in seconds of CLOCK_MONOTONIC, which all programs
of a machine share, whatever network namespace they are in.
"""

import os
import socket
import struct
import sys
import threading
import time

LENGTH = struct.Struct(">I")


def framed(octets):
    return LENGTH.pack(len(octets)) + octets


def take(connection, path):
    with connection, connection.makefile("rb") as stream, open(path, "ab", buffering=0) as kept:
        while len(header := stream.read(LENGTH.size)) == LENGTH.size:
            message = stream.read(LENGTH.unpack(header)[0])
            kept.write(message)
            os.fdatasync(kept.fileno())
            print(len(message), time.monotonic(), flush=True)


def main(address, path):
    host, port = address.rsplit(":", 1)
    with socket.create_server((host, int(port))) as server:
        print("ready", file=sys.stderr, flush=True)
        while True:
            threading.Thread(target=take, args=(server.accept()[0], path), daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
