"""Starts a resolver and waits until it answers."""

import contextlib
import pathlib
import socket
import struct

from tests.system.harness import processes
from tests.system.harness.resolvers import way

# "version.bind CH TXT": every program here says something to it, and asks nobody.
VERSION = (struct.pack(">6H", 7, 0, 1, 0, 0, 0) + b"\7version\4bind\0" + struct.pack(">HH", 16, 3))


def answers(address):
    """Whether somebody answers DNS queries over UDP there; false as well when nobody listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(0.2)
        client.connect(way.split(address))
        with contextlib.suppress(OSError):
            client.send(VERSION)
            return len(client.recv(65535)) > 0
    return False


def written(folder, name, text):
    """A configuration file in the resolver's folder, which is made when it is missing."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def start(args, folder, address, seconds=30):
    """The running program, with its `address` set, once it answers there."""
    program = processes.Program(args, cwd=folder)
    program.address = address
    try:
        processes.wait_until(lambda: answers(address) or not program.running(), seconds,
                             f"{args[0]} answers at {address}")
        if not program.running():
            raise RuntimeError(f"{args[0]} ended with {program.wait()}")
    except Exception as error:
        program.kill()
        raise RuntimeError(f"{error}\n{program.stderr()}{program.stdout()}") from None
    return program
