import type { Bird } from "../api/types.ts";
import { birdsSummary } from "./bird_state.ts";
import { counted, type Piece } from "./sentence.ts";

export interface Overview {
  /** Whether silence is good, and whether there is silence. */
  readonly tone: "bad" | "warn" | "good";
  readonly title: string;
  readonly birds: readonly Piece[];
}

function titleOfSilence(hearing: string, isOld: boolean): string {
  if (isOld) return "No open incident when the console answered last.";
  if (hearing === "all") return "All quiet.";
  return hearing === "some"
    ? "No open incident, but not every bird is heard."
    : "No open incident, and no bird is heard.";
}

/** What one has to know at 3 am, in a line. `isOld`: the console has not told of birds lately. */
export function overview(openCount: number, birds: readonly Bird[], isOld: boolean): Overview {
  const { hearing, sentence } = birdsSummary(birds);
  if (openCount > 0)
    return { tone: "bad", title: `${counted(openCount, "open incident")}.`, birds: sentence };
  return {
    tone: hearing === "all" && !isOld ? "good" : "warn",
    title: titleOfSilence(hearing, isOld),
    birds: sentence,
  };
}
