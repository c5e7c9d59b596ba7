import assert from "node:assert/strict";
import { test } from "node:test";
import { matching } from "../src/model/filter.ts";
import { matrixOf } from "../src/model/matrix.ts";
import { isAddress, subnetOf } from "../src/model/subnet.ts";
import { incident } from "./samples.ts";

test("a source belongs to its /24, or /64", () => {
  const nets: [string, string | undefined][] = [
    ["10.0.3.7", "10.0.3.0/24"],
    ["::ffff:10.0.3.7", "10.0.3.0/24"],
    ["2001:db8:7:1::5", "2001:db8:7:1::/64"],
    ["2001:db8::5", "2001:db8::/64"],
    ["2001:0DB8:0:0:1:2:3:4", "2001:db8::/64"],
    ["fe80::1%eth0", "fe80::/64"],
    ["::1", "::/64"],
    ["10.0.3.256", undefined],
    ["10.0.3", undefined],
    ["1:2:3:4:5:6:7", undefined],
    ["1:2:3:4:5:6:7:8:9", undefined],
    ["1::2::3", undefined],
    ["javascript:1", undefined],
    ["", undefined],
  ];
  for (const [address, net] of nets) assert.equal(subnetOf(address), net, address);
  assert.equal(isAddress("<script>"), false);
});

const incidents = [
  incident({ id: "1", src_host: "10.0.3.7", birds: ["db-01"], bird: "db-01" }),
  incident({ id: "2", src_host: "10.0.3.9", birds: ["db-01", "db-02"], kind: "network_scan" }),
  incident({ id: "3", src_host: "10.0.4.1", birds: ["db-02"], kind: "port_scan", bird: "db-02" }),
  incident({ id: "4", src_host: "", birds: ["db-02"], kind: "bird_silent", bird: "db-02" }),
];

const found = (filter: Parameters<typeof matching>[1]) =>
  matching(incidents, filter)
    .map(({ id }) => id)
    .join("");

test("every word must be in source, bird or kind", () => {
  assert.equal(found({ q: "DB-02" }), "234");
  assert.equal(found({ q: "scan db-01" }), "2");
  assert.equal(found({ q: "ssh login" }), "1");
  assert.equal(found({ q: "  " }), "1234");
  assert.equal(found({ q: "nothing" }), "");
});

test("network and bird must be equal", () => {
  assert.equal(found({ net: "10.0.3.0/24" }), "12");
  assert.equal(found({ net: "10.0.3.0/24", bird: "db-02" }), "2");
  assert.equal(found({ bird: "db" }), "");
});

test("the matrix counts what its links lead to", () => {
  const { rows, birds, withoutAddress } = matrixOf(incidents, 50);
  assert.deepEqual(birds, ["db-01", "db-02"]);
  assert.deepEqual(rows, [
    { net: "10.0.3.0/24", total: 2, counts: [2, 1] },
    { net: "10.0.4.0/24", total: 1, counts: [0, 1] },
  ]);
  assert.equal(withoutAddress, 1);
  for (const { net, total } of rows) assert.equal(found({ net }).length, total);
});

test("the matrix says what it leaves out", () => {
  const { rows, birds, rowsLeftOut, birdsLeftOut } = matrixOf(incidents, 1);
  assert.deepEqual([rows.length, birds.length, rowsLeftOut, birdsLeftOut], [1, 1, 1, 1]);
});
