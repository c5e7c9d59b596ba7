import { useConnection } from "../live/live.ts";
import { clockText } from "../model/times.ts";
import classes from "./connection_bar.module.css";

function sentence(answeredAt: number | undefined, error: string | undefined): string {
  const says = error === undefined ? "does not answer" : `answers with an error (${error})`;
  if (answeredAt === undefined) return `The console ${says}. Nothing is known yet.`;
  return `The console ${says} since ${clockText(answeredAt)}; what you see is older.`;
}

/** Says so when the console is gone. The region is always there, or it would not be read out. */
export function ConnectionBar() {
  const { answeredAt, isLost, error } = useConnection();
  return (
    <div role="status">
      {isLost && <p className={classes["bar"]}>{sentence(answeredAt, error)}</p>}
    </div>
  );
}
