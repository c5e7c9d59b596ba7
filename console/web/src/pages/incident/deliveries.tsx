import { Table } from "@mantine/core";
import type { WhyAlert } from "../../api/types.ts";
import { useWhy } from "../../live/live.ts";
import { channelOf, deliveryState } from "../../model/delivery.ts";
import { DataTable } from "../../parts/data_table.tsx";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Section } from "../../parts/section.tsx";
import { StateWord } from "../../parts/state_word.tsx";
import { Told } from "../../parts/told.tsx";

/** Which alerts left about it, and how that went. The first report opened it, and so tells. */
export function Deliveries({ report }: { report: string | undefined }) {
  const { data, error } = useWhy(report);
  return (
    <Section title="Alerts">
      <FailureNote error={error} />
      {data && (
        <DataTable
          label="Alerts about this incident"
          columns={["Channel", "State", "Attempts", "Result"]}
          rowCount={data.alerts.length}
          empty="No alert left: there was no channel when it opened."
        >
          {data.alerts.map((alert) => (
            <Delivery key={alert.alert} alert={alert} />
          ))}
        </DataTable>
      )}
    </Section>
  );
}

function Delivery({ alert }: { alert: WhyAlert }) {
  const { tone, word } = deliveryState(alert);
  return (
    <Table.Tr>
      <Table.Td>
        <Told text={channelOf(alert)} />
      </Table.Td>
      <Table.Td>
        <StateWord tone={tone}>{word}</StateWord>
      </Table.Td>
      <Table.Td data-label="Attempts">{alert.attempts === 0 ? "" : alert.attempts}</Table.Td>
      <Table.Td data-label="Result">
        {alert.result === "" ? "" : <Told text={alert.result} />}
      </Table.Td>
    </Table.Tr>
  );
}
