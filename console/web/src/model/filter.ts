import type { Incident } from "../api/types.ts";
import { wordsOf } from "./kinds.ts";
import { subnetOf } from "./subnet.ts";

/** What a list is cut down to; all of it must hold. */
export interface IncidentFilter {
  /** Words, each of which is in the source, a bird or the kind. */
  readonly q?: string | undefined;
  readonly net?: string | undefined;
  readonly bird?: string | undefined;
}

export function isEmpty(filter: IncidentFilter): boolean {
  return !filter.q?.trim() && !filter.net && !filter.bird;
}

function searched(incident: Incident): string {
  const { src_host, bird, birds, kind } = incident;
  return [src_host, bird, ...birds, wordsOf(kind).label, kind].join("\n").toLowerCase();
}

export function matching(
  incidents: readonly Incident[],
  filter: IncidentFilter,
): readonly Incident[] {
  if (isEmpty(filter)) return incidents;
  const words = (filter.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const { net, bird } = filter;
  return incidents.filter((incident) => {
    if (net && subnetOf(incident.src_host) !== net) return false;
    if (bird && !birdsOf(incident).includes(bird)) return false;
    if (words.length === 0) return true;
    const text = searched(incident);
    return words.every((word) => text.includes(word));
  });
}

export function birdsOf(incident: Incident): readonly string[] {
  return incident.birds.length > 0 ? incident.birds : [incident.bird];
}
