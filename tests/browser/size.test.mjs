import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { distFolder } from "./server.mjs";

const mostKilobytes = 200;

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

test(`all of it is ${mostKilobytes} kB or less, gzipped`, () => {
  // Those that end in .br are the same once more.
  const sent = files(distFolder).filter((path) => !path.endsWith(".br"));
  const octets = sent.map((path) => gzipSync(readFileSync(path), { level: 9 }).length);
  const kilobytes = octets.reduce((sum, one) => sum + one, 0) / 1000;
  assert.ok(kilobytes <= mostKilobytes, `${kilobytes} kB`);
});

test("nothing in index.html stands inline, and nothing comes from elsewhere", () => {
  const html = readFileSync(join(distFolder, "index.html"), "utf8");
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc="\/assets\/)/);
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|https?:/);
});
