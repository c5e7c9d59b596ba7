import classes from "./state_word.module.css";

export type Tone = "bad" | "warn" | "good" | "quiet";

/** A state in a word; the colour and the shape of the dot say the same again. */
export function StateWord({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes["state"]} data-tone={tone}>
      {children}
    </span>
  );
}
