import type { Incident, Incidents } from "../api/types.ts";
import { stateWords } from "./incident_state.ts";

/** What is known of all incidents, and where in the console's log that stands. */
export interface IncidentList {
  /** Open ones first, closed ones last, each part by its last change. */
  readonly incidents: readonly Incident[];
  readonly openCount: number;
  readonly updatedId: number;
  readonly incarnation: string;
}

export const nothingKnown: IncidentList = {
  incidents: [],
  openCount: 0,
  updatedId: 0,
  incarnation: "",
};

function byUrgency(a: Incident, b: Incident): number {
  const rank = stateWords[a.state].rank - stateWords[b.state].rank;
  if (rank !== 0) return rank;
  return b.updated_id - a.updated_id;
}

/** The answer is of another log than what is known: positions mean something else there. */
export function isOfAnotherLog(known: IncidentList, answer: Incidents): boolean {
  return known.incarnation !== "" && known.incarnation !== answer.incarnation;
}

function merge(a: readonly Incident[], b: readonly Incident[]): Incident[] {
  const out: Incident[] = [];
  let next = 0;
  for (const one of a) {
    for (let other = b[next]; other && byUrgency(other, one) < 0; other = b[next]) {
      out.push(other);
      next += 1;
    }
    out.push(one);
  }
  return out.concat(b.slice(next));
}

/** What is known once the answer to `since=known.updatedId` came; `known` itself if that is it. */
export function mergeChanges(known: IncidentList, answer: Incidents): IncidentList {
  if (answer.incidents.length === 0 && known.incarnation === answer.incarnation) return known;
  const fresh = isOfAnotherLog(known, answer) ? nothingKnown : known;
  const changed = new Set(answer.incidents.map((incident) => incident.id));
  const incidents = merge(
    fresh.incidents.filter((incident) => !changed.has(incident.id)),
    answer.incidents.toSorted(byUrgency),
  );
  const firstSeen = incidents.findIndex((incident) => incident.state !== "open");
  return {
    incidents,
    openCount: firstSeen < 0 ? incidents.length : firstSeen,
    updatedId: answer.updated_id,
    incarnation: answer.incarnation,
  };
}
