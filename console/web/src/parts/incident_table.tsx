import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Incident } from "../api/types.ts";
import { birdsOf } from "../model/filter.ts";
import { wordsOf } from "../model/kinds.ts";
import { listed } from "../model/sentence.ts";
import { DataTable } from "./data_table.tsx";
import { IncidentStateWord } from "./incident_state.tsx";
import { Sentence } from "./sentence.tsx";
import { TimeText } from "./time_text.tsx";
import { Told } from "./told.tsx";

interface IncidentTableProps {
  readonly label: string;
  readonly incidents: readonly Incident[];
  readonly empty: string;
}

/** A few incidents on a page about something else. */
export function IncidentTable({ label, incidents, empty }: IncidentTableProps) {
  return (
    <DataTable
      label={label}
      columns={["State", "Kind", "Source", "Birds", "Reports", "Changed"]}
      rowCount={incidents.length}
      empty={empty}
    >
      {incidents.map((incident) => (
        <Table.Tr key={incident.id}>
          <Table.Td>
            <IncidentStateWord state={incident.state} />
          </Table.Td>
          <Table.Td>
            <Link to="/incidents/$id" params={{ id: incident.id }}>
              <Told text={wordsOf(incident.kind).label} />
            </Link>
          </Table.Td>
          <Table.Td data-label="Source">
            <Told text={incident.src_host} />
          </Table.Td>
          <Table.Td data-label="Birds">
            <Sentence pieces={listed(birdsOf(incident))} />
          </Table.Td>
          <Table.Td data-label="Reports">{incident.reports_count.toLocaleString("en")}</Table.Td>
          <Table.Td data-label="Changed">
            <TimeText utc={incident.updated} />
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}
