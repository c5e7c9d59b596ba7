import { runsOf } from "../model/unseen.ts";
import classes from "./told.module.css";

/**
 * What somebody else wrote: text and nothing else, in a direction of its own. A character that
 * would not be seen stands there with its code point drawn before it: a copy is what was sent.
 */
export function Told({ text }: { text: string }) {
  let at = 0;
  return (
    <bdi className={classes["told"]}>
      {runsOf(text).map((run) => {
        const key = at;
        at += run.text.length;
        return run.code === undefined ? (
          run.text
        ) : (
          <span key={key} className={classes["unseen"]} data-code={run.code}>
            {run.text}
          </span>
        );
      })}
    </bdi>
  );
}
