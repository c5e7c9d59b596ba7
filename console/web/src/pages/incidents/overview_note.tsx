import { useBirds } from "../../live/live.ts";
import { overview } from "../../model/overview.ts";
import { clockText } from "../../model/times.ts";
import { Sentence } from "../../parts/sentence.tsx";
import classes from "./overview_note.module.css";

/** Whether all is well, at a glance. */
export function OverviewNote({ openCount }: { openCount: number }) {
  const live = useBirds();
  if (live === undefined) return null;
  const { tone, title, birds } = overview(openCount, live.birds);
  return (
    <p className={classes["note"]} data-tone={tone}>
      <strong className={classes["title"]}>{title}</strong> <Sentence pieces={birds} />{" "}
      <span className={classes["time"]}>Birds as of {clockText(live.asOf)}.</span>
    </p>
  );
}
