import type { Bird } from "../api/types.ts";
import { birdsSummary } from "./bird_state.ts";
import { counted, type Piece } from "./sentence.ts";

export interface Overview {
  /** Whether silence is good, and whether there is silence. */
  readonly tone: "bad" | "warn" | "good";
  readonly title: string;
  readonly birds: readonly Piece[];
}

/** What one has to know at 3 am, in a line. */
export function overview(openCount: number, birds: readonly Bird[]): Overview {
  const { hearing, sentence } = birdsSummary(birds);
  if (openCount > 0)
    return { tone: "bad", title: `${counted(openCount, "open incident")}.`, birds: sentence };
  if (hearing === "all") return { tone: "good", title: "All quiet.", birds: sentence };
  const title =
    hearing === "some"
      ? "No open incident, but not every bird is heard."
      : "No open incident, and no bird is heard.";
  return { tone: "warn", title, birds: sentence };
}
