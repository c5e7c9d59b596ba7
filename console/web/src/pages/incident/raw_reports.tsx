import { Button, Group } from "@mantine/core";
import { useState } from "react";
import type { Report } from "../../api/types.ts";
import { CopyButton } from "../../parts/copy_button.tsx";
import { Section } from "../../parts/section.tsx";
import { ToldAtLength } from "../../parts/told_at_length.tsx";
import classes from "./raw_reports.module.css";

/** The reports as the API has them, passwords too: shut until somebody opens them. */
export function RawReports({ reports }: { reports: readonly Report[] }) {
  const [isOpen, setOpen] = useState(false);
  const text = isOpen ? JSON.stringify(reports, null, 2) : "";
  return (
    <Section title="Raw reports">
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-sm"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "Hide the JSON" : "Show the JSON, passwords too"}
        </Button>
        {isOpen && <CopyButton text={text} what="the JSON" />}
      </Group>
      {isOpen && (
        <div className={classes["json"]}>
          <ToldAtLength text={text} />
        </div>
      )}
    </Section>
  );
}
