import type { Incident } from "../api/types.ts";
import { birdsOf } from "./filter.ts";
import { subnetOf } from "./subnet.ts";

export interface MatrixRow {
  readonly net: string;
  readonly total: number;
  /** One for each of the matrix' birds. */
  readonly counts: readonly number[];
}

export interface Matrix {
  readonly birds: readonly string[];
  readonly rows: readonly MatrixRow[];
  readonly birdsLeftOut: number;
  readonly rowsLeftOut: number;
  /** Of a source that is no address, such as what a bird noticed itself. */
  readonly withoutAddress: number;
}

function byCount(counts: ReadonlyMap<string, number>): string[] {
  return [...counts.entries()]
    .toSorted(([a, many], [b, more]) => more - many || a.localeCompare(b))
    .map(([name]) => name);
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Incidents by source network and bird, those with most first, at most `limit` each way. */
export function matrixOf(incidents: readonly Incident[], limit: number): Matrix {
  const ofNet = new Map<string, number>();
  const ofBird = new Map<string, number>();
  const ofBoth = new Map<string, Map<string, number>>();
  let withoutAddress = 0;
  for (const incident of incidents) {
    const net = subnetOf(incident.src_host);
    if (net === undefined) {
      withoutAddress += 1;
      continue;
    }
    add(ofNet, net);
    const row = ofBoth.get(net) ?? new Map<string, number>();
    ofBoth.set(net, row);
    for (const bird of birdsOf(incident)) {
      add(ofBird, bird);
      add(row, bird);
    }
  }
  const birds = byCount(ofBird).slice(0, limit);
  const rows = byCount(ofNet)
    .slice(0, limit)
    .map((net) => ({
      net,
      total: ofNet.get(net) ?? 0,
      counts: birds.map((bird) => ofBoth.get(net)?.get(bird) ?? 0),
    }));
  return {
    birds,
    rows,
    birdsLeftOut: ofBird.size - birds.length,
    rowsLeftOut: ofNet.size - rows.length,
    withoutAddress,
  };
}
