import type { Incident, Report } from "../api/types.ts";
import { wordsOf } from "./kinds.ts";
import { durationWords, timeOf } from "./times.ts";

/** A piece of a sentence: words of ours, or what somebody else wrote. */
export type Piece = string | { readonly told: string };

const birdsNamed = 3;

export function plain(sentence: readonly Piece[]): string {
  return sentence.map((piece) => (typeof piece === "string" ? piece : piece.told)).join("");
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b, c and 4 more`. */
export function listed(names: readonly string[]): Piece[] {
  const shown = names.length > birdsNamed + 1 ? names.slice(0, birdsNamed) : names;
  const left = names.length - shown.length;
  return shown
    .flatMap((told, index): Piece[] => {
      if (index === 0) return [{ told }];
      const last = index === shown.length - 1 && left === 0;
      return [last ? " and " : ", ", { told }];
    })
    .concat(left > 0 ? [` and ${left} more`] : []);
}

function howOften(incident: Incident, reports: readonly Report[]): string {
  if (incident.reports_count < 2) return "";
  const times = reports.length > 1 ? reports.map((report) => report.happened_at) : [];
  const instants = (times.length > 0 ? times : [incident.opened, incident.updated]).map(timeOf);
  const spread =
    instants.reduce((most, at) => Math.max(most, at), 0) -
    instants.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  return `, ${counted(incident.reports_count, "time")} within ${durationWords(spread)}`;
}

/** "Somebody at 10.0.3.7 tried to log in to fileserver-02 over SSH, 3 times within 12 seconds." */
export function incidentSentence(incident: Incident, reports: readonly Report[] = []): Piece[] {
  const { did, notice } = wordsOf(incident.kind);
  const [before = "", after = ""] = did.split("*");
  const names = incident.birds.length > 0 ? incident.birds : [incident.bird];
  const source: Piece[] =
    incident.src_host === ""
      ? ["Somebody at an unknown address "]
      : ["Somebody at ", { told: incident.src_host }, " "];
  return [
    ...(notice ? [] : source),
    ...(before === "" ? [] : [before]),
    ...listed(names),
    `${after}${howOften(incident, reports)}.`,
  ];
}
