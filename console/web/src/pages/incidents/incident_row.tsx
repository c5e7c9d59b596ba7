import { Link } from "@tanstack/react-router";
import { memo, useLayoutEffect, useRef } from "react";
import type { Incident } from "../../api/types.ts";
import { birdsOf } from "../../model/filter.ts";
import { wordsOf } from "../../model/kinds.ts";
import { listed } from "../../model/sentence.ts";
import { IncidentStateWord } from "../../parts/incident_state.tsx";
import { Sentence } from "../../parts/sentence.tsx";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";
import classes from "./incident_row.module.css";

interface IncidentRowProps {
  readonly incident: Incident;
  readonly index: number;
  readonly height: number;
  readonly isSelected: boolean;
  readonly onSelect: (id: string) => void;
}

/** Whether the keyboard is somewhere else, where it must not be taken away. */
function isBusyElsewhere(row: HTMLElement | null): boolean {
  const { activeElement } = document;
  return activeElement !== document.body && !row?.closest("[role=table]")?.contains(activeElement);
}

export const IncidentRow = memo(function IncidentRow(props: IncidentRowProps) {
  const { incident, index, height, isSelected, onSelect } = props;
  const link = useRef<HTMLAnchorElement>(null);
  // At once, so that an Enter right behind a j finds it.
  useLayoutEffect(() => {
    if (isSelected && !isBusyElsewhere(link.current)) link.current?.focus({ preventScroll: true });
  }, [isSelected]);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes["row"]}
      data-state={incident.state}
      data-selected={isSelected}
      style={{ top: index * height, height }}
    >
      <span role="cell" className={classes["state"]}>
        <IncidentStateWord state={incident.state} />
      </span>
      <span role="cell" className={classes["kind"]}>
        <Link
          ref={link}
          to="/incidents/$id"
          params={{ id: incident.id }}
          className={classes["link"]}
          onFocus={() => onSelect(incident.id)}
        >
          <Told text={wordsOf(incident.kind).label} />
        </Link>
      </span>
      <span role="cell" className={classes["source"]}>
        <Told text={incident.src_host} />
      </span>
      <span role="cell" className={classes["birds"]}>
        <Sentence pieces={listed(birdsOf(incident))} />
      </span>
      <span role="cell" className={classes["count"]}>
        {incident.reports_count.toLocaleString("en")}
      </span>
      <span role="cell" className={classes["first"]}>
        <TimeText utc={incident.opened} />
      </span>
      <span role="cell" className={classes["last"]}>
        <TimeText utc={incident.updated} />
      </span>
    </div>
  );
});
