import { Table } from "@mantine/core";
import type { BirdPath } from "../../api/types.ts";
import { burstWords, millisecondsText, percentText } from "../../model/path_words.ts";
import { DataTable } from "../../parts/data_table.tsx";
import { Told } from "../../parts/told.tsx";
import classes from "./bird_row.module.css";

const columns = ["Resolver", "Longest name", "Answers", "Round trip", "Lost", "Burst", "Advice"];

/** What the bird found out about its way through each of its resolvers. */
export function PathsTable({ paths }: { paths: readonly BirdPath[] }) {
  return (
    <DataTable
      label="Paths"
      columns={columns}
      rowCount={paths.length}
      empty="The bird has not told of its paths."
    >
      {paths.map((path) => (
        <Table.Tr key={path.resolver}>
          <Table.Td>
            <Told text={path.resolver} />
          </Table.Td>
          <Table.Td data-label="Longest name">{path.name_octets} octets</Table.Td>
          <Table.Td data-label="Answers">
            {path.answers}
            {path.over_tcp ? ", each over TCP" : ""}
          </Table.Td>
          <Table.Td data-label="Round trip">{millisecondsText(path.rtt_median_us)}</Table.Td>
          <Table.Td data-label="Lost">{percentText(path.lost_per_1000)}</Table.Td>
          <Table.Td data-label="Burst">{burstWords(path)}</Table.Td>
          <Table.Td data-label="Advice" className={path.advice ? (classes["advice"] ?? "") : ""}>
            {path.advice ? <Told text={path.advice} /> : "none: it is well"}
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}
