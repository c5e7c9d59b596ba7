import { useConnection } from "../live/live.ts";
import { clockText, zoneName } from "../model/times.ts";
import classes from "./footer.module.css";

/** Of when everything is, and in which zone. */
export function Footer() {
  const { answeredAt } = useConnection();
  return (
    <footer className={classes["footer"]}>
      <span>
        {answeredAt === undefined ? "Not yet answered" : `As of ${clockText(answeredAt)}`}
      </span>
      <span>Times: {zoneName()}</span>
    </footer>
  );
}
