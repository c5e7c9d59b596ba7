"""The receiver knows a right signature from a wrong one and fails only as it was told."""

import base64
import http.client
import json
import sys
import time
import unittest
import urllib.error
import urllib.request

from tests.system.harness import processes, webhook_receiver
from tests.system.harness.webhook_receiver import WebhookReceiver, sign, verify

SECRET = "whsec_" + base64.b64encode(b"k" * 24).decode()


def post(url, body=b"{}", message_id="msg_1", at=None, secret=SECRET):
    """The status of a signed POST."""
    timestamp = str(int(time.time() if at is None else at))
    request = urllib.request.Request(url, body, {
        "webhook-id": message_id, "webhook-timestamp": timestamp,
        "webhook-signature": "v1,bm9uZQ== " + sign(secret, message_id, timestamp, body)})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class WebhookReceiverTest(unittest.TestCase):
    def test_the_known_answer_of_standard_webhooks(self):
        # The example of the specification's reference implementations.
        self.assertEqual(
            sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                 "1614265330", b'{"test": 2432232314}'),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")

    def test_tells_right_from_wrong(self):
        headers = {"webhook-id": "a", "webhook-timestamp": "1000",
                   "webhook-signature": sign(SECRET, "a", "1000", b"x")}
        self.assertTrue(verify(SECRET, headers, b"x", now=1000))
        self.assertFalse(verify(SECRET, headers, b"y", now=1000))
        self.assertFalse(verify(SECRET, headers | {"webhook-id": "b"}, b"x", now=1000))
        self.assertFalse(verify(SECRET, headers, b"x", now=1301))
        self.assertFalse(verify(SECRET, {"webhook-id": "a"}, b"x", now=1000))

    def test_records_before_it_answers(self):
        with processes.temporary_folder() as folder, \
                WebhookReceiver(secret=SECRET, record=folder / "hooks") as receiver:
            self.assertEqual(post(receiver.url(), b'{"a": 1}'), 200)
            self.assertEqual(post(receiver.url(), secret="whsec_AAAA"), 200)
            lines = [json.loads(line) for line in (folder / "hooks").read_text().splitlines()]
        self.assertEqual([(line["id"], line["body"], line["verified"], line["answered"])
                          for line in lines],
                         [("msg_1", '{"a": 1}', True, 200), ("msg_1", "{}", False, 200)])

    def test_fails_in_the_order_given_and_then_no_more(self):
        with WebhookReceiver(failures=[("500", 2), ("close", 1), ("slow", 1)],
                             slow=0.2) as receiver:
            self.assertEqual([post(receiver.url()) for _ in range(2)], [500, 500])
            with self.assertRaises((http.client.RemoteDisconnected, urllib.error.URLError)):
                post(receiver.url())
            start = time.monotonic()
            self.assertEqual(post(receiver.url()), 200)
            self.assertGreaterEqual(time.monotonic() - start, 0.2)
            self.assertEqual(post(receiver.url()), 200)
            self.assertEqual(len(receiver.requests), 5)
            self.assertEqual(len(receiver.accepted()), 2)

    def test_as_a_program(self):
        with processes.temporary_folder() as folder:
            with processes.Program([sys.executable, webhook_receiver.__file__, "--record",
                                    folder / "hooks", "--fail", "503:1"], ready="ready") as program:
                url = program.err[0].strip()
                self.assertEqual([post(url), post(url)], [503, 200])
                self.assertEqual(program.stop(), 0)
            self.assertEqual(len((folder / "hooks").read_text().splitlines()), 2)
