import assert from "node:assert/strict";
import { test } from "node:test";
import { birdSentence, birdsSummary, byUrgency } from "../src/model/bird_state.ts";
import { overview } from "../src/model/overview.ts";
import { plain } from "../src/model/sentence.ts";
import { timeOf } from "../src/model/times.ts";
import { bird } from "./samples.ts";

const live = bird({ name: "a" });
const silent = bird({ name: "b", state: "silent" });
const unheard = bird({ name: "", id: "652c3b0db3a67193480f9c3213a78e2e", state: "unheard" });

test("silence is good only where every bird is heard", () => {
  const said = (open: number, birds: Parameters<typeof overview>[1], isOld = false) => {
    const { tone, title, birds: pieces } = overview(open, birds, isOld);
    return `${tone}: ${title} ${plain(pieces)}`;
  };
  assert.equal(said(0, [live, live]), "good: All quiet. 2 of 2 birds reporting.");
  assert.equal(
    said(0, [live, silent, unheard]),
    "warn: No open incident, but not every bird is heard. 1 of 3 birds reporting. b is silent. " +
      "bird 652c3b0d was never heard.",
  );
  assert.equal(
    said(0, [silent]),
    "warn: No open incident, and no bird is heard. 0 of 1 bird reporting. b is silent.",
  );
  assert.equal(
    said(0, []),
    "warn: No open incident, and no bird is heard. No bird is registered: nothing can report.",
  );
  assert.equal(
    said(0, [live], true),
    "warn: No open incident when the console answered last. 1 of 1 bird reporting.",
  );
  assert.equal(said(1, [live]), "bad: 1 open incident. 1 of 1 bird reporting.");
});

test("many silent birds are counted", () => {
  const many = Array.from({ length: 9 }, (_, at) => bird({ name: `s${at}`, state: "silent" }));
  assert.equal(
    plain(birdsSummary(many).sentence),
    "0 of 9 birds reporting. s0, s1, s2 and 6 more are silent.",
  );
});

test("those that are not well come first", () => {
  assert.deepEqual(byUrgency([live, unheard, silent]), [silent, unheard, live]);
});

test("a bird's state is a sentence", () => {
  const now = timeOf("2026-11-24 10:00:00.000000");
  assert.equal(
    plain(birdSentence(bird({ reports_count: 3, last_report: "2026-11-24 09:58:00.000000" }), now)),
    "fileserver-02 in Cape Town DC1 is live: its heartbeats arrive. " +
      "A heartbeat is due every 15 seconds. It sent 3 reports, the last 2 minutes ago.",
  );
  assert.equal(
    plain(birdSentence(bird({ state: "unheard", interval: 0, location: "" }), now)),
    "fileserver-02 was registered, and never heard since. It has sent no report.",
  );
});
