import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useMemo, useState } from "react";
import type { Incident } from "../../api/types.ts";
import { useMay } from "../../live/session.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { useAcknowledge } from "../../parts/use_acknowledge.ts";
import { useKeys } from "../../parts/use_keys.ts";
import { useWindow } from "../../parts/use_window.ts";
import classes from "./incident_list.module.css";
import { IncidentRow } from "./incident_row.tsx";
import { KeysDialog } from "./keys_dialog.tsx";

interface IncidentListProps {
  readonly incidents: readonly Incident[];
  /** There are some, if not among those that are shown. */
  readonly isCut: boolean;
}

const columns = ["State", "Kind", "Source", "Birds", "Reports", "Opened", "Changed"];
const rowRem = { wide: 2.125, narrow: 3.75 };

function remPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** A list of any length: only the rows that can be seen are there. */
export function IncidentList({ incidents, isCut }: IncidentListProps) {
  const isNarrow = useMediaQuery("(max-width: 40em)", false, { getInitialValueInEffect: false });
  const rowHeight = (isNarrow ? rowRem.narrow : rowRem.wide) * remPixels();
  const { scroller, first, end, scrollTo } = useWindow(incidents.length, rowHeight);
  const [selected, setSelected] = useState<string>();
  const [isKeysShown, setKeysShown] = useState(false);
  const acknowledge = useAcknowledge();
  const mayAcknowledge = useMay("analyst");

  const at = useMemo(
    () => (selected ? incidents.findIndex((incident) => incident.id === selected) : -1),
    [incidents, selected],
  );
  const select = (wanted: number) => {
    const index = Math.max(0, Math.min(wanted, incidents.length - 1));
    scrollTo(index);
    setSelected(incidents[index]?.id);
  };
  const acknowledgeSelected = () => {
    const incident = incidents[at];
    if (!mayAcknowledge || incident?.state !== "open") return;
    select(at + 1 < incidents.length ? at + 1 : at - 1);
    acknowledge.mutate(incident.id);
  };
  useKeys({
    j: () => select(at + 1),
    k: () => select(at - 1),
    e: acknowledgeSelected,
    "?": () => setKeysShown(true),
  });
  const onSelect = useCallback((id: string) => setSelected(id), []);

  return (
    <>
      <FailureNote error={acknowledge.error} />
      <KeysDialog isShown={isKeysShown} onClose={() => setKeysShown(false)} />
      <div
        ref={scroller}
        className={classes["scroller"]}
        role="table"
        aria-label="Incidents"
        aria-rowcount={incidents.length + 1}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        tabIndex={0}
      >
        <div role="rowgroup" className={classes["head"]}>
          <div role="row" className={classes["columns"]} aria-rowindex={1}>
            {columns.map((column) => (
              <span key={column} role="columnheader">
                {column}
              </span>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className={classes["body"]}
          style={{ height: incidents.length * rowHeight }}
        >
          {incidents.slice(first, end).map((incident, index) => (
            <IncidentRow
              key={incident.id}
              incident={incident}
              index={first + index}
              height={rowHeight}
              isSelected={incident.id === selected}
              onSelect={onSelect}
            />
          ))}
        </div>
      </div>
      {incidents.length === 0 && (
        <p className={classes["empty"]}>
          {isCut ? "No incident is like that." : "No incident so far: nobody touched a bird."}
        </p>
      )}
    </>
  );
}
