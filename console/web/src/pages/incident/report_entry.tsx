import type { Report } from "../../api/types.ts";
import { endpoints, fields } from "../../model/report_fields.ts";
import { Secret } from "../../parts/secret.tsx";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";
import { ToldAtLength } from "../../parts/told_at_length.tsx";
import classes from "./report_entry.module.css";

export function ReportEntry({ report }: { report: Report }) {
  const { from, to } = endpoints(report);
  return (
    <li className={classes["entry"]}>
      <div className={classes["head"]}>
        <TimeText utc={report.happened_at} full />
        <span className={classes["way"]}>
          <Told text={from} /> → <Told text={to} />
        </span>
      </div>
      <dl className={classes["fields"]}>
        {fields(report).map(({ name, text, secret }) => (
          <div key={name} className={classes["field"]}>
            <dt>
              <Told text={name} />
            </dt>
            <dd>{secret ? <Secret name={name} text={text} /> : <ToldAtLength text={text} />}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
