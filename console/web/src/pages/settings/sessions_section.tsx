import { Table } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as calls from "../../api/calls.ts";
import type { Session } from "../../api/types.ts";
import { ConfirmButton } from "../../parts/confirm_button.tsx";
import { DataTable } from "../../parts/data_table.tsx";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Section } from "../../parts/section.tsx";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";

const queryKey = ["sessions"];

/** One's own sessions; those of everybody for an administrator. */
export function SessionsSection() {
  const { data, error } = useQuery({ queryKey, queryFn: calls.sessions });
  return (
    <Section title="Sessions">
      <FailureNote error={error} />
      {data && (
        <DataTable
          label="Sessions"
          columns={["User", "From", "Browser", "Last used", "Expires", "End"]}
          rowCount={data.sessions.length}
        >
          {data.sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </DataTable>
      )}
    </Section>
  );
}

function SessionRow({ session }: { session: Session }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => calls.endSession(session.id),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
  return (
    <Table.Tr>
      <Table.Td>{session.user}</Table.Td>
      <Table.Td data-label="From">{session.from}</Table.Td>
      <Table.Td data-label="Browser">
        <Told text={session.agent} />
      </Table.Td>
      <Table.Td data-label="Last used">
        {session.last_used ? <TimeText utc={session.last_used} /> : "not since the start"}
      </Table.Td>
      <Table.Td data-label="Expires">
        <TimeText utc={session.expires} />
      </Table.Td>
      <Table.Td>
        <ConfirmButton
          label="End"
          question="Really end it?"
          isPending={end.isPending}
          onConfirm={() => end.mutate()}
        />
        <FailureNote error={end.error} />
      </Table.Td>
    </Table.Tr>
  );
}
