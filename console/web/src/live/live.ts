import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { statusOf } from "../api/api_error.ts";
import * as calls from "../api/calls.ts";
import type { Bird } from "../api/types.ts";
import {
  type IncidentList,
  isOfAnotherLog,
  mergeChanges,
  nothingKnown,
} from "../model/incident_list.ts";
import { useNow } from "./use_now.ts";

// What the pages show of a console that goes on meanwhile. It is polled, and only while the page
// can be seen; whatever replaces that replaces this module.

const incidentsEvery = 2_000;
const birdsEvery = 10_000;
const othersEvery = 10_000;
/** Several polls: one that is lost is no news. */
const staleAfter = 10_000;

export const keys = {
  session: ["session"],
  incidents: ["incidents"],
  birds: ["birds"],
  channels: ["channels"],
  incident: (id: string) => ["incident", id],
  why: (report: string) => ["why", report],
} as const;

async function pollIncidents(client: QueryClient): Promise<IncidentList> {
  const known = client.getQueryData<IncidentList>(keys.incidents) ?? nothingKnown;
  const answer = await calls.incidentsSince(known.updatedId);
  if (!isOfAnotherLog(known, answer)) return mergeChanges(known, answer);
  return mergeChanges(nothingKnown, await calls.incidentsSince(0));
}

const incidentsQuery = queryOptions({
  queryKey: keys.incidents,
  queryFn: ({ client }) => pollIncidents(client),
  // Comparing 100,000 of them would cost more than the change that a merge made.
  structuralSharing: false,
  staleTime: Number.POSITIVE_INFINITY,
});

const birdsQuery = queryOptions({
  queryKey: keys.birds,
  queryFn: calls.birds,
  staleTime: Number.POSITIVE_INFINITY,
});

/** Keeps everything below up to date, as long as it is mounted, once. */
export function usePolling(): void {
  const quiet = { notifyOnChangeProps: [], staleTime: 0 };
  useQuery({ ...incidentsQuery, ...quiet, refetchInterval: incidentsEvery });
  useQuery({ ...birdsQuery, ...quiet, refetchInterval: birdsEvery });
}

/** All incidents; undefined until the first answer. */
export function useIncidents(): IncidentList | undefined {
  return useQuery({ ...incidentsQuery, notifyOnChangeProps: ["data"] }).data;
}

export interface LiveBirds {
  readonly birds: readonly Bird[];
  /** When the console said so, in milliseconds since 1970. */
  readonly asOf: number;
}

export function useBirds(): LiveBirds | undefined {
  const { data, dataUpdatedAt } = useQuery(birdsQuery);
  return data && { birds: data.birds, asOf: dataUpdatedAt };
}

export function useChannels() {
  return useQuery({
    queryKey: keys.channels,
    queryFn: calls.channels,
    refetchInterval: othersEvery,
  });
}

/** One incident with its reports, fetched anew whenever the list says that it changed. */
export function useIncident(id: string) {
  const client = useQueryClient();
  const listed = useIncidents()?.incidents.find((incident) => incident.id === id);
  const query = useQuery({
    queryKey: keys.incident(id),
    queryFn: () => calls.incident(id),
    structuralSharing: false,
  });
  const isBehind = listed && query.data && query.data.updated_id < listed.updated_id;
  useEffect(() => {
    if (isBehind) void client.invalidateQueries({ queryKey: keys.incident(id) });
  }, [client, id, isBehind]);
  return query;
}

/** What became of the alerts; it goes on for a while after the incident opened. */
export function useWhy(report: string | undefined) {
  return useQuery({
    queryKey: keys.why(report ?? ""),
    queryFn: () => calls.why(report ?? ""),
    enabled: report !== undefined,
    refetchInterval: othersEvery,
  });
}

/** Fetches what an acknowledgement changed. */
export async function refreshIncident(client: QueryClient, id: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: keys.incidents }),
    client.invalidateQueries({ queryKey: keys.incident(id) }),
  ]);
}

export interface Connection {
  /** When the console answered last, in milliseconds since 1970; undefined before it did. */
  readonly answeredAt: number | undefined;
  /** Something came instead of an answer, for too long or from the beginning. */
  readonly isLost: boolean;
  /** What it was, unless it was nothing at all. */
  readonly error: string | undefined;
}

export function useConnection(): Connection {
  const now = useNow(1_000);
  const { dataUpdatedAt, errorUpdatedAt, error } = useQuery({
    ...incidentsQuery,
    notifyOnChangeProps: ["dataUpdatedAt", "errorUpdatedAt", "error"],
  });
  const failed = errorUpdatedAt > dataUpdatedAt;
  return {
    answeredAt: dataUpdatedAt > 0 ? dataUpdatedAt : undefined,
    isLost: failed && now - dataUpdatedAt > staleAfter,
    error: statusOf(error) ? error?.message : undefined,
  };
}
