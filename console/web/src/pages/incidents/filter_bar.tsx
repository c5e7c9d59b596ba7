import { Button, TextInput, VisuallyHidden } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useRef } from "react";
import { isEmpty } from "../../model/filter.ts";
import { Told } from "../../parts/told.tsx";
import { useKeys } from "../../parts/use_keys.ts";
import type { IncidentsSearch } from "../../router.tsx";
import classes from "./filter_bar.module.css";

interface FilterBarProps {
  readonly search: IncidentsSearch;
  readonly shownCount: number;
  readonly count: number;
}

export function FilterBar({ search, shownCount, count }: FilterBarProps) {
  const navigate = useNavigate({ from: "/" });
  const input = useRef<HTMLInputElement>(null);
  const filterBy = (changed: IncidentsSearch) =>
    void navigate({ search: { ...search, ...changed }, replace: true });
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // Browsers would empty the field.
    event.preventDefault();
    input.current?.blur();
  };
  useKeys({ "/": () => input.current?.focus() });
  return (
    <search className={classes["bar"]}>
      <TextInput
        ref={input}
        type="search"
        size="xs"
        aria-label="Filter by source, bird or kind"
        placeholder="Filter: source, bird, kind"
        value={search.q ?? ""}
        onChange={(event) => filterBy({ q: event.currentTarget.value || undefined })}
        onKeyDown={leave}
      />
      <Restriction name="network" text={search.net} onDrop={() => filterBy({ net: undefined })} />
      <Restriction name="bird" text={search.bird} onDrop={() => filterBy({ bird: undefined })} />
      <span role="status" className={classes["count"]}>
        {isEmpty(search)
          ? count.toLocaleString("en")
          : `${shownCount.toLocaleString("en")} of ${count.toLocaleString("en")}`}
      </span>
    </search>
  );
}

interface RestrictionProps {
  readonly name: string;
  readonly text: string | undefined;
  readonly onDrop: () => void;
}

function Restriction({ name, text, onDrop }: RestrictionProps) {
  if (text === undefined) return null;
  return (
    <Button variant="default" size="compact-sm" className={classes["drop"] ?? ""} onClick={onDrop}>
      {name}&nbsp;
      <Told text={text} />
      <span aria-hidden="true">&nbsp;×</span>
      <VisuallyHidden>, show all again</VisuallyHidden>
    </Button>
  );
}
