import type { Bird } from "../api/types.ts";
import { counted, listed, type Piece } from "./sentence.ts";
import { agoWords, timeOf } from "./times.ts";

const urgency: Readonly<Record<Bird["state"], number>> = { silent: 0, unheard: 1, live: 2 };

/** A bird tells its name with its first heartbeat. */
export function nameOf(bird: Bird): string {
  return bird.name === "" ? `bird ${bird.id.slice(0, 8)}` : bird.name;
}

/** Those that are not well first. */
export function byUrgency(birds: readonly Bird[]): Bird[] {
  return birds.toSorted(
    (a, b) => urgency[a.state] - urgency[b.state] || nameOf(a).localeCompare(nameOf(b)),
  );
}

/** Whether silence means that nobody touched anything. */
export type Hearing = "all" | "some" | "none";

export interface BirdsSummary {
  readonly hearing: Hearing;
  readonly sentence: readonly Piece[];
}

function those(birds: readonly Bird[], is: string, are: string): Piece[] {
  if (birds.length === 0) return [];
  return [" ", ...listed(birds.map(nameOf)), ` ${birds.length === 1 ? is : are}.`];
}

/** "12 of 12 birds reporting.", or which ones do not. */
export function birdsSummary(birds: readonly Bird[]): BirdsSummary {
  if (birds.length === 0)
    return { hearing: "none", sentence: ["No bird is registered: nothing can report."] };
  const live = birds.filter((bird) => bird.state === "live").length;
  const silent = byUrgency(birds.filter((bird) => bird.state === "silent"));
  const unheard = byUrgency(birds.filter((bird) => bird.state === "unheard"));
  return {
    hearing: live === birds.length ? "all" : live > 0 ? "some" : "none",
    sentence: [
      `${live} of ${counted(birds.length, "bird")} reporting.`,
      ...those(silent, "is silent", "are silent"),
      ...those(unheard, "was never heard", "were never heard"),
    ],
  };
}

function heartbeat(bird: Bird): string {
  return bird.interval === 0
    ? ""
    : ` A heartbeat is due every ${counted(bird.interval, "second")}.`;
}

const stateWords: Readonly<Record<Bird["state"], string>> = {
  live: " is live: its heartbeats arrive.",
  silent: " is silent: its heartbeats stopped. Nobody would hear of a touch there.",
  unheard: " was registered, and never heard since.",
};

function reportsWords({ reports_count, last_report }: Bird, now: number): string {
  if (last_report === undefined) return " It has sent no report.";
  const last = agoWords(timeOf(last_report), now);
  return ` It sent ${counted(reports_count, "report")}, the last ${last}.`;
}

export function birdSentence(bird: Bird, now: number): Piece[] {
  const place: Piece[] = bird.location === "" ? [] : [" in ", { told: bird.location }];
  return [
    { told: nameOf(bird) },
    ...place,
    `${stateWords[bird.state]}${heartbeat(bird)}${reportsWords(bird, now)}`,
  ];
}

export const digestWords: Readonly<Record<Bird["digest"], string>> = {
  agrees: "agrees",
  reconciling: "reconciling: the bird is asked to offer its reports again",
  differs: "differs: the bird knows reports acknowledged that this console does not have",
};

export function adviceOf(bird: Bird): string[] {
  return (bird.paths ?? []).flatMap((path) => (path.advice === undefined ? [] : [path.advice]));
}
