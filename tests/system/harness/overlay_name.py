"""What a query of a bird says in clear, read off its QNAME (docs/PROTOCOL.md, section 4).

    labels    ... third . second . first . zone      first begins with the control character
    control   vv m tt, one Base32 character; tt: 0 one-shot, 1 fragment, 2 pull or status, 3 hello
    payload   bird tag 4 | counter low or object id 4 | by type ... | salt and answer code 1 | ...

It checks no MAC and opens nothing: the harness only has to tell datagrams apart.
"""

import base64
import dataclasses
import struct

TYPES = ("one_shot", "fragment", "pull", "hello")
STATUS = 0xFFFFFF
REPLY = 2  # the kind of an answer
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
QTYPES = {1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 16: "TXT", 28: "AAAA", 255: "ANY"}


@dataclasses.dataclass(frozen=True)
class Question:
    """The first question of a DNS message; `answer` is true for a response."""
    id: int
    answer: bool
    rcode: int
    labels: tuple  # lower case, leftmost first
    qtype: str

    @property
    def name(self):
        return ".".join(self.labels)


@dataclasses.dataclass(frozen=True)
class Request:
    """A decoded request. Fields that its type does not have are None."""
    type: str  # one of TYPES, or "status"
    tag: int
    counter: int  # low 32 bits; the object's id for a pull, the random number for a hello
    index: int = None
    last: int = None
    segment: int = None
    salt: int = None
    code: int = None
    sealed: bytes = None  # of a one-shot the whole sealed message, of a fragment its piece


def question_of(datagram):
    """The question of a DNS message, or None when the octets are none."""
    if len(datagram) < 12:
        return None
    number, flags, questions = struct.unpack_from(">HHH", datagram)
    if questions < 1:
        return None
    labels, at = [], 12
    while at < len(datagram) and datagram[at] != 0:
        size = datagram[at]
        if size > 63 or at + 1 + size > len(datagram):
            return None
        labels.append(datagram[at + 1:at + 1 + size].decode("latin-1").lower())
        at += 1 + size
    if at + 5 > len(datagram):
        return None
    qtype = struct.unpack_from(">H", datagram, at + 1)[0]
    return Question(number, bool(flags & 0x8000), flags & 15, tuple(labels),
                    QTYPES.get(qtype, str(qtype)))


def request_of(question, zone):
    """The request that a question carries below `zone` ("c.example.net"), or None."""
    zone_labels = tuple(zone.rstrip(".").lower().split("."))
    count = len(question.labels) - len(zone_labels)
    if count < 1 or question.labels[count:] != zone_labels:
        return None
    text = "".join(reversed(question.labels[:count]))
    if not text or any(c not in ALPHABET for c in text):
        return None
    control, characters = ALPHABET.index(text[0]), text[1:]
    whole = len(characters) // 8 * 8 + {0: 0, 2: 2, 4: 4, 5: 5, 7: 7}.get(len(characters) % 8, -1)
    if whole != len(characters):
        return None
    payload = base64.b32decode(characters.upper() + "=" * (-len(characters) % 8))
    return _request(TYPES[control & 3], payload) if control >> 3 == 1 else None


def header_of(question, zone):
    """(type, counter) of the request whose name this is the end of, or None.

    The label next to the zone holds a header whole, so a minimised name (RFC 9156) tells it too.
    """
    zone_labels = tuple(zone.rstrip(".").lower().split("."))
    count = len(question.labels) - len(zone_labels)
    if count < 1 or question.labels[count:] != zone_labels:
        return None
    text = question.labels[count - 1]
    if any(c not in ALPHABET for c in text) or ALPHABET.index(text[0]) >> 3 != 1:
        return None
    head = text[1:1 + 24]  # 15 octets: up to the attempt of the longest header before a MAC
    if len(head) < 24:
        return None
    request = _request(TYPES[ALPHABET.index(text[0]) & 3], base64.b32decode(head.upper()))
    return (request.type, request.counter) if request else None


def replied_counter(datagram, zone):
    """The counter of the message of fragments that a datagram answers by a REPLY, in a raw answer
    code; None for any other datagram."""
    question = question_of(datagram)
    request = question and question.answer and request_of(question, zone)
    if not request or request.type not in ("fragment", "status"):
        return None
    # Header, question, and of the one record: a pointer, type, class, TTL, length, a string's.
    text = 12 + len(question.name) + 2 + 4 + 2 + 10 + 1
    return request.counter if len(datagram) > text and datagram[text] == REPLY else None


def _request(kind, payload):
    try:
        tag, counter = struct.unpack_from(">II", payload)
        if kind == "one_shot":
            return Request(kind, tag, counter, sealed=payload[9:], **_attempt(payload[8]))
        if kind == "hello":
            return Request(kind, tag, counter, **_attempt(payload[10]))
        number = int.from_bytes(payload[8:11], "big")
        attempt = _attempt(payload[11])
    except (struct.error, IndexError):
        return None
    if kind == "fragment":
        return Request(kind, tag, counter, index=number >> 12, last=number & 0xFFF,
                       sealed=payload[20:], **attempt)
    if number == STATUS:
        return Request("status", tag, counter, **attempt)
    return Request(kind, tag, counter, segment=number, **attempt)


def _attempt(octet):
    return {"salt": octet >> 3, "code": octet & 7}


def name_of(kind, zone, tag=1, counter=1, number=b"", salt=0, rest=b""):
    """A QNAME as a bird would make it, but without keys: the harness' tests and strangers use it.

    number   what stands between the counter and the attempt: 3 octets of a fragment or a pull
    """
    payload = struct.pack(">II", tag, counter) + number + bytes([salt << 3]) + rest
    text = ALPHABET[8 | TYPES.index(kind)]
    text += base64.b32encode(payload).decode().rstrip("=").lower()
    labels = [text[at:at + 63] for at in range(0, len(text), 63)]
    return ".".join(reversed(labels)) + "." + zone


def query_of(name, number=1, qtype=16):
    """A DNS query for `name` with the RD bit set."""
    wire = b"".join(bytes([len(label)]) + label.encode("latin-1") for label in name.split("."))
    return struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + wire + struct.pack(">BHH", 0,
                                                                                  qtype, 1)
