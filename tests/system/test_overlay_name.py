"""Names that birds ask for, read back; and octets that are none."""

import unittest

from tests.system.harness import overlay_name

ZONE = "c.example.net"


class OverlayName(unittest.TestCase):
    def read(self, name, **options):
        question = overlay_name.question_of(overlay_name.query_of(name, **options))
        return overlay_name.request_of(question, ZONE)

    def test_reads_each_type(self):
        one_shot = self.read(overlay_name.name_of("one_shot", ZONE, 0xDEADBEEF, 5, salt=9,
                                                  rest=bytes(137)))
        self.assertEqual((one_shot.type, one_shot.tag, one_shot.counter, one_shot.salt),
                         ("one_shot", 0xDEADBEEF, 5, 9))
        self.assertEqual(one_shot.sealed, bytes(137))
        fragment = self.read(overlay_name.name_of("fragment", ZONE, number=b"\x00\x30\x08",
                                                  rest=bytes(8) + b"\1" * 126))
        self.assertEqual((fragment.type, fragment.index, fragment.last), ("fragment", 3, 8))
        self.assertEqual(fragment.sealed, b"\1" * 126)
        pull = self.read(overlay_name.name_of("pull", ZONE, number=b"\x00\x01\x02", rest=bytes(8)))
        self.assertEqual((pull.type, pull.segment), ("pull", 258))
        status = self.read(overlay_name.name_of("pull", ZONE, number=b"\xff\xff\xff",
                                                rest=bytes(8)))
        self.assertEqual((status.type, status.segment), ("status", None))

    def test_a_full_name_has_255_octets_and_begins_next_to_the_zone(self):
        name = overlay_name.name_of("one_shot", ZONE, rest=bytes(137))
        self.assertEqual(len(name) + 2, 254)
        labels = name.removesuffix("." + ZONE).split(".")
        self.assertEqual([len(label) for label in labels[1:]], [63, 63, 63])
        self.assertEqual(labels[-1][0], "i")

    def test_tells_a_reply_from_other_answers(self):
        def answer(text, kind="fragment", number=b"\x00\x30\x08"):
            name = overlay_name.name_of(kind, ZONE, 7, 5, number, rest=bytes(8) + b"\1" * 9)
            query = bytearray(overlay_name.query_of(name))
            query[2] |= 0x80
            record = b"\xc0\x0c\0\x10\0\1\0\0\0\x0f" + bytes([0, len(text) + 1, len(text)])
            return bytes(query) + record + text

        reply, ack = b"\2" + bytes(60), b"\1" + bytes(60)
        self.assertEqual(overlay_name.replied_counter(answer(reply), ZONE), 5)
        self.assertIsNone(overlay_name.replied_counter(answer(ack), ZONE))
        self.assertIsNone(overlay_name.replied_counter(answer(reply, "one_shot", b""), ZONE))
        self.assertIsNone(overlay_name.replied_counter(answer(reply)[:-62], ZONE))
        asked = overlay_name.query_of(overlay_name.name_of("fragment", ZONE, number=b"\0\0\0",
                                                           rest=bytes(30)))
        self.assertIsNone(overlay_name.replied_counter(asked, ZONE))

    def test_what_is_no_request_is_none(self):
        for name in ("www." + ZONE, "c.example.net", "example.org", "i1." + ZONE, "ia." + ZONE):
            self.assertIsNone(self.read(name), name)
        for datagram in (b"", b"x" * 11, overlay_name.query_of("a." + ZONE)[:-3]):
            self.assertIsNone(overlay_name.question_of(datagram))

    def test_case_does_not_matter(self):
        name = overlay_name.name_of("pull", ZONE, number=b"\x00\x01\x02", rest=bytes(8))
        self.assertEqual(self.read(name.upper()), self.read(name))
