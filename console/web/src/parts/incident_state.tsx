import { type IncidentState, stateWords } from "../model/incident_state.ts";
import { StateWord } from "./state_word.tsx";

export function IncidentStateWord({ state }: { state: IncidentState }) {
  const { label, tone } = stateWords[state];
  return <StateWord tone={tone}>{label}</StateWord>;
}
