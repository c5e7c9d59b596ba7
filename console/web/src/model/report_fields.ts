import type { Report } from "../api/types.ts";

export interface Field {
  readonly name: string;
  readonly text: string;
  readonly secret: boolean;
}

const secretNames = /PASS(WORD|WD|PHRASE)?$|SECRET|COMMUNITY/i;

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Report members that its line in the timeline shows anyway, or that say nothing to people. */
const shownElsewhere = new Set(["id", "logdata", "logtype", "happened_at", "arrived", "utc_time"]);

function endpoint(report: Report, side: "src" | "dst"): string {
  const host = report[`${side}_host`];
  const port = report[`${side}_port`];
  const known = port !== undefined && port !== "" && port !== -1;
  return `${textOf(host ?? "")}${known ? ` port ${textOf(port)}` : ""}`;
}

/** "10.0.3.7 port 50740" and where that went to. */
export function endpoints(report: Report): { from: string; to: string } {
  return { from: endpoint(report, "src"), to: endpoint(report, "dst") };
}

function fieldsOf(members: Readonly<Record<string, unknown>>): Field[] {
  return Object.entries(members).map(([name, value]) => ({
    name,
    text: textOf(value),
    secret: secretNames.test(name),
  }));
}

const first = ["USERNAME", "PASSWORD"];

function rank(field: Field): number {
  const at = first.indexOf(field.name);
  return at < 0 ? first.length : at;
}

/** What was typed, user and password first, then whatever else the sensor wrote down. */
export function fields(report: Report): Field[] {
  const { logdata } = report;
  const isObject = typeof logdata === "object" && logdata !== null && !Array.isArray(logdata);
  const typed = isObject ? fieldsOf(logdata as Record<string, unknown>) : [];
  const others = Object.entries(report).filter(
    ([name]) =>
      (!isObject && name === "logdata") ||
      (!shownElsewhere.has(name) && !/^(src|dst)_(host|port)$/.test(name)),
  );
  return [...typed.toSorted((a, b) => rank(a) - rank(b)), ...fieldsOf(Object.fromEntries(others))];
}
