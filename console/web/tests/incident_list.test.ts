import assert from "node:assert/strict";
import { test } from "node:test";
import type { Incident } from "../src/api/types.ts";
import { type IncidentList, mergeChanges, nothingKnown } from "../src/model/incident_list.ts";
import { incident } from "./samples.ts";

function answer(updatedId: number, incidents: Incident[], incarnation = "one") {
  return { incidents, updated_id: updatedId, incarnation };
}

function one(id: string, updatedId: number, state: Incident["state"] = "open") {
  return incident({ id, updated_id: updatedId, state });
}

const idsOf = (list: IncidentList) => list.incidents.map(({ id }) => id).join(" ");

test("open ones come first, closed ones last, each part by its last change", () => {
  const list = mergeChanges(
    nothingKnown,
    answer(5, [
      one("a", 1),
      one("b", 2, "acknowledged"),
      one("c", 3),
      one("d", 4, "acknowledged"),
      one("e", 5, "closed"),
    ]),
  );
  assert.equal(idsOf(list), "c a d b e");
  assert.equal(list.openCount, 2);
  assert.equal(list.updatedId, 5);
});

test("a change takes the place of what was known", () => {
  const before = mergeChanges(nothingKnown, answer(3, [one("a", 1), one("b", 2), one("c", 3)]));
  const after = mergeChanges(before, answer(5, [one("b", 4, "acknowledged"), one("a", 5)]));
  assert.equal(idsOf(after), "a c b");
  assert.equal(after.openCount, 2);
});

test("an empty answer changes nothing, so that nothing is drawn anew", () => {
  const before = mergeChanges(nothingKnown, answer(1, [one("a", 1)]));
  assert.equal(mergeChanges(before, answer(1, [])), before);
});

test("another log starts from nothing", () => {
  const before = mergeChanges(nothingKnown, answer(9, [one("a", 9)]));
  const after = mergeChanges(before, answer(2, [one("b", 2)], "two"));
  assert.equal(idsOf(after), "b");
  assert.equal(after.updatedId, 2);
  assert.equal(mergeChanges(before, answer(0, [], "two")).incidents.length, 0);
});

test("merging in steps gives what one answer gives", () => {
  const changes = Array.from({ length: 200 }, (_, at) =>
    one(`${(at * 7) % 40}`, at + 1, at % 3 === 0 ? "acknowledged" : "open"),
  );
  let stepwise = nothingKnown;
  for (let at = 0; at < changes.length; at += 7) {
    const latest = new Map(changes.slice(at, at + 7).map((change) => [change.id, change]));
    stepwise = mergeChanges(stepwise, answer(at + 7, [...latest.values()]));
  }
  const latest = new Map(changes.map((change) => [change.id, change]));
  assert.equal(
    idsOf(stepwise),
    idsOf(mergeChanges(nothingKnown, answer(200, [...latest.values()]))),
  );
});
