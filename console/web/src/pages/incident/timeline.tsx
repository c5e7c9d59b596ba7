import { Button } from "@mantine/core";
import { useState } from "react";
import type { Report } from "../../api/types.ts";
import { Section } from "../../parts/section.tsx";
import { ReportEntry } from "./report_entry.tsx";
import classes from "./timeline.module.css";

/** Somebody who guesses passwords all night makes thousands. */
const shownAtOnce = 100;

/** What was done and when, in the order of the birds. */
export function Timeline({ reports }: { reports: readonly Report[] }) {
  const [shown, setShown] = useState(shownAtOnce);
  const left = reports.length - shown;
  return (
    <Section title="What happened">
      <ol className={classes["list"]}>
        {reports.slice(0, shown).map((report) => (
          <ReportEntry key={report.id} report={report} />
        ))}
      </ol>
      {left > 0 && (
        <div>
          <Button variant="default" onClick={() => setShown(shown + shownAtOnce)}>
            Show {Math.min(left, shownAtOnce)} of {left.toLocaleString("en")} more
          </Button>
        </div>
      )}
    </Section>
  );
}
