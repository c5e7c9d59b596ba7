import type { Bird } from "../../api/types.ts";
import { StateWord } from "../../parts/state_word.tsx";

export function BirdState({ state }: { state: Bird["state"] }) {
  if (state === "silent") return <StateWord tone="bad">Silent</StateWord>;
  if (state === "unheard") return <StateWord tone="warn">Unheard</StateWord>;
  return <StateWord tone="good">Live</StateWord>;
}
