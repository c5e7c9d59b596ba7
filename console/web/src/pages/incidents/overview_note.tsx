import { useBirds } from "../../live/live.ts";
import { useNow } from "../../live/use_now.ts";
import { overview } from "../../model/overview.ts";
import { clockText } from "../../model/times.ts";
import { Sentence } from "../../parts/sentence.tsx";
import classes from "./overview_note.module.css";

/** Birds are asked for every 10 s. */
const oldAfter = 30_000;

/** Whether all is well, at a glance. */
export function OverviewNote({ openCount }: { openCount: number }) {
  const live = useBirds();
  const now = useNow(5_000);
  if (live === undefined) return <p className={classes["note"]}>Asking which birds report …</p>;
  const { tone, title, birds } = overview(openCount, live.birds, now - live.asOf > oldAfter);
  return (
    <p className={classes["note"]} data-tone={tone}>
      <strong className={classes["title"]}>{title}</strong> <Sentence pieces={birds} />{" "}
      <span className={classes["time"]}>Birds as of {clockText(live.asOf)}.</span>
    </p>
  );
}
