"""What every capture must show: no counter of a bird seals two different messages."""

import collections

from . import dns_capture, overlay_name


def sealed_of(capture, zone):
    """(tag, counter) -> fragment index -> the octets that were seen there.

    The first piece begins with the tail, so messages with two tails differ in it. A message of one
    query has the index 0.
    """
    seen = collections.defaultdict(lambda: collections.defaultdict(set))
    for datagram in dns_capture.read(capture):
        question = overlay_name.question_of(datagram.payload)
        if question is None or question.answer:
            continue
        request = overlay_name.request_of(question, zone)
        if request is not None and request.sealed is not None:
            seen[request.tag, request.counter][request.index or 0].add(request.sealed)
    return seen


def faults(sealed):
    """The counters that were used twice, a line each; `sealed` as sealed_of() gives it."""
    return [f"counter {counter} of bird {tag:08x}: fragment {index} is {len(octets)} different ones"
            for (tag, counter), pieces in sealed.items()
            for index, octets in pieces.items() if len(octets) > 1]
