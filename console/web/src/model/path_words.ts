import type { BirdPath } from "../api/types.ts";

export function millisecondsText(microseconds: number): string {
  const milliseconds = microseconds / 1_000;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

export function percentText(perThousand: number): string {
  return `${perThousand % 10 === 0 ? perThousand / 10 : (perThousand / 10).toFixed(1)} %`;
}

/** "32 of 32 answered", and what was refused of them. */
export function burstWords({ burst_asked, burst_answered, burst_refused }: BirdPath): string {
  if (burst_asked === 0) return "not tried";
  const refused = burst_refused > 0 ? `, ${burst_refused} refused` : "";
  return `${burst_answered} of ${burst_asked} answered${refused}`;
}
