"""What some boxes on a path do to DNS messages, each as a function of octets.

    ALTERATIONS[name](way, message) -> message        way: "up" is towards the name server

A message that is none stays as it is.
"""

import struct

HEADER_OCTETS = 12
TC = 0x0200


def end_of_question(message):
    """Offset behind the one question; None when there is none."""
    if len(message) < HEADER_OCTETS or message[4:6] != b"\0\1":
        return None
    at = HEADER_OCTETS
    while at < len(message) and message[at]:
        at += 1 + message[at]
    return at + 5 if at + 5 <= len(message) else None


def _question_alone(message, flags):
    number, old_flags = struct.unpack_from(">HH", message)
    return (struct.pack(">6H", number, old_flags | flags, 1, 0, 0, 0) +
            message[HEADER_OCTETS:end_of_question(message)])


def without_edns(way, message):
    """The OPT of a query is taken away, so its answer has at most 512 octets."""
    if way != "up" or end_of_question(message) is None:
        return message
    return _question_alone(message, 0)


def truncated(way, message):
    """Every answer is empty and says TC=1: who wants to know must ask over TCP."""
    if way == "up" or end_of_question(message) is None:
        return message
    return _question_alone(message, TC)


ALTERATIONS = {"without_edns": without_edns, "truncated": truncated}
