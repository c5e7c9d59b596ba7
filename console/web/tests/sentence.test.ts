import assert from "node:assert/strict";
import { test } from "node:test";
import { incidentSentence, listed, plain } from "../src/model/sentence.ts";
import { incident, report } from "./samples.ts";

const said = (...given: Parameters<typeof incidentSentence>) => plain(incidentSentence(...given));

test("an incident is one plain sentence", () => {
  const reports = ["09:53:36.242000", "09:53:40.000000", "09:53:48.500000"].map((time) =>
    report({ happened_at: `2026-11-24 ${time}` }),
  );
  assert.equal(
    said(incident({ src_host: "10.0.3.7", reports_count: 3 }), reports),
    "Somebody at 10.0.3.7 tried to log in to fileserver-02 over SSH, 3 times within 12 seconds.",
  );
});

test("once is not said", () => {
  assert.equal(
    said(incident({ kind: "port_scan" })),
    "Somebody at 10.0.3.7 scanned ports of fileserver-02.",
  );
});

test("what a bird noticed itself is nobody's doing", () => {
  assert.equal(
    said(incident({ kind: "bird_silent", src_host: "" })),
    "fileserver-02 is silent: its heartbeats stopped.",
  );
  assert.equal(
    said(incident({ kind: "storage_low", src_host: "" })),
    "The disk of fileserver-02 is nearly full.",
  );
});

test("a source that is not known and a kind that is new are said as well", () => {
  assert.equal(
    said(incident({ kind: "logtype_77", src_host: "" })),
    "Somebody at an unknown address touched fileserver-02.",
  );
  assert.equal(said(incident({ kind: "constructor" })).includes("touched fileserver-02"), true);
});

test("several birds are listed, and no more than can be read", () => {
  assert.equal(plain(listed(["a"])), "a");
  assert.equal(plain(listed(["a", "b"])), "a and b");
  assert.equal(plain(listed(["a", "b", "c", "d"])), "a, b, c and d");
  assert.equal(plain(listed(["a", "b", "c", "d", "e"])), "a, b, c and 2 more");
});

test("what others wrote is told apart from our words", () => {
  const pieces = incidentSentence(incident({ src_host: "<b>", birds: ["*"], bird: "*" }));
  assert.deepEqual(
    pieces.filter((piece) => typeof piece !== "string"),
    [{ told: "<b>" }, { told: "*" }],
  );
});
