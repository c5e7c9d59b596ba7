import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, refusal } from "../src/api/api_error.ts";
import { endpoints, fields } from "../src/model/report_fields.ts";
import { agoWords, durationWords, shortText, timeOf } from "../src/model/times.ts";
import { runsOf } from "../src/model/unseen.ts";
import { report } from "./samples.ts";

test("times of the API are UTC", () => {
  assert.equal(timeOf("2026-11-24 09:53:36.242000"), Date.UTC(2026, 10, 24, 9, 53, 36, 242));
});

test("durations have one unit", () => {
  const said = [0, 1_000, 12_400, 60_000, 7_200_000, 90_000_000].map(durationWords);
  assert.deepEqual(said, ["1 second", "1 second", "12 seconds", "1 minute", "2 hours", "1 day"]);
  assert.equal(agoWords(0, 120_000), "2 minutes ago");
  assert.equal(agoWords(120_000, 0), "in 2 minutes");
  assert.equal(agoWords(500, 0), "now");
});

test("a time is as short as it is clear", () => {
  const now = new Date(2026, 10, 24, 12, 0, 0).getTime();
  assert.equal(shortText(new Date(2026, 10, 24, 9, 3, 7).getTime(), now), "09:03:07");
  assert.equal(shortText(new Date(2026, 10, 23, 9, 3, 7).getTime(), now), "23 Nov 09:03");
  assert.equal(shortText(new Date(2025, 10, 23, 9, 3, 7).getTime(), now), "23 Nov 2025");
});

test("characters that would not be seen stand alone, and none is lost", () => {
  const text = "a\u202Eb\u0000c\n\td\uD800";
  assert.deepEqual(runsOf(text), [
    { text: "a" },
    { text: "\u202E", code: "U+202E" },
    { text: "b" },
    { text: "\u0000", code: "U+0000" },
    { text: "c\n\td" },
    { text: "\uD800", code: "U+D800" },
  ]);
  assert.deepEqual(runsOf("plain"), [{ text: "plain" }]);
  assert.equal(
    runsOf(text)
      .map((run) => run.text)
      .join(""),
    text,
  );
});

test("what was typed comes first, and passwords are secrets", () => {
  const shown = fields(
    report({ node_id: "sensor-7", logdata: { PORT: 22, PASSWORD: "x", USERNAME: "root" } }),
  );
  assert.deepEqual(shown, [
    { name: "USERNAME", text: "root", secret: false },
    { name: "PASSWORD", text: "x", secret: true },
    { name: "PORT", text: "22", secret: false },
    { name: "node_id", text: "sensor-7", secret: false },
  ]);
});

test("a report of any shape has fields", () => {
  assert.deepEqual(fields(report({ logdata: "as it came" })), [
    { name: "logdata", text: "as it came", secret: false },
  ]);
  assert.deepEqual(fields(report({ logdata: null })), [
    { name: "logdata", text: "null", secret: false },
  ]);
  const odd = JSON.parse('{"__proto__":"a","constructor":{"b":1}}') as Record<string, unknown>;
  assert.deepEqual(
    fields(report({ logdata: odd })).map(({ name, text }) => [name, text]),
    [
      ["__proto__", "a"],
      ["constructor", '{"b":1}'],
    ],
  );
  assert.deepEqual(endpoints(report({ src_host: "::1", src_port: -1, dst_port: "22" })), {
    from: "::1",
    to: " port 22",
  });
});

test("an answer that says no has the console's words, or ours when it has none", () => {
  const { message, hint, retryAfterSeconds } = refusal(429, { error: "wait", hint: "a bit" }, "7");
  assert.deepEqual([message, hint, retryAfterSeconds], ["wait", "a bit", 7]);
  const odd = refusal(502, undefined, null);
  assert.ok(odd instanceof ApiError);
  assert.equal(odd.message, "The console answered with status 502.");
  assert.equal(odd.retryAfterSeconds, undefined);
});
