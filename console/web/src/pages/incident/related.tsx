import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Incident } from "../../api/types.ts";
import { useIncidents } from "../../live/live.ts";
import { isAddress } from "../../model/subnet.ts";
import { IncidentTable } from "../../parts/incident_table.tsx";
import { Section } from "../../parts/section.tsx";

const shownAtMost = 10;

/** What else the same source did. */
export function Related({ incident }: { incident: Incident }) {
  const known = useIncidents();
  const { id, src_host } = incident;
  const related = useMemo(
    () =>
      (known?.incidents ?? []).filter(
        (other) => other.src_host === src_host && other.id !== id && src_host !== "",
      ),
    [known, id, src_host],
  );
  return (
    <Section title="Other incidents of this source">
      <IncidentTable
        label="Other incidents of this source"
        incidents={related.slice(0, shownAtMost)}
        empty="None."
      />
      {related.length > shownAtMost && isAddress(src_host) && (
        <Link to="/" search={{ q: src_host }}>
          All {(related.length + 1).toLocaleString("en")} of this source
        </Link>
      )}
    </Section>
  );
}
