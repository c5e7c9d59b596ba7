import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Bird } from "../../api/types.ts";
import { adviceOf, nameOf } from "../../model/bird_state.ts";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";
import classes from "./bird_row.module.css";
import { BirdState } from "./bird_state.tsx";

export const BirdRow = memo(function BirdRow({ bird }: { bird: Bird }) {
  const advice = adviceOf(bird);
  return (
    <Table.Tr>
      <Table.Td>
        <BirdState state={bird.state} />
      </Table.Td>
      <Table.Td>
        <Link to="/birds/$id" params={{ id: bird.id }}>
          <Told text={nameOf(bird)} />
        </Link>
      </Table.Td>
      <Table.Td>{bird.location === "" ? "" : <Told text={bird.location} />}</Table.Td>
      <Table.Td data-label="Last report">
        {bird.last_report === undefined ? "none" : <TimeText utc={bird.last_report} />}
      </Table.Td>
      <Table.Td data-label="Heartbeat">
        {bird.interval === 0 ? "none yet" : `every ${bird.interval} s`}
      </Table.Td>
      <Table.Td data-label="Digest" className={classes[bird.digest] ?? ""}>
        {bird.digest}
      </Table.Td>
      <Table.Td data-label="Path" className={advice.length > 0 ? (classes["advice"] ?? "") : ""}>
        {bird.paths === undefined
          ? "not known"
          : advice.length === 0
            ? "well"
            : advice.map((sentence) => <Told key={sentence} text={sentence} />)}
      </Table.Td>
    </Table.Tr>
  );
});
