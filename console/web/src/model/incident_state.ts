import type { Incident } from "../api/types.ts";

export type IncidentState = Incident["state"];

interface StateWords {
  readonly label: string;
  readonly tone: "bad" | "quiet";
  /** What wants somebody's eyes stands above what has had them. */
  readonly rank: number;
}

export const stateWords: Readonly<Record<IncidentState, StateWords>> = {
  open: { label: "Open", tone: "bad", rank: 0 },
  acknowledged: { label: "Acknowledged", tone: "quiet", rank: 1 },
  closed: { label: "Closed", tone: "quiet", rank: 2 },
};
