import { Table } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as calls from "../../api/calls.ts";
import type { Token } from "../../api/types.ts";
import { ConfirmButton } from "../../parts/confirm_button.tsx";
import { FailureNote } from "../../parts/failure_note.tsx";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";
import { tokensKey } from "./tokens_key.ts";

export function TokenRow({ token }: { token: Token }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => calls.revokeToken(token.id),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensKey }),
  });
  return (
    <Table.Tr>
      <Table.Td>
        <Told text={token.name} />
      </Table.Td>
      <Table.Td data-label="Role">{token.role}</Table.Td>
      <Table.Td data-label="Made by">{token.made_by}</Table.Td>
      <Table.Td data-label="Last used">
        {token.last_used ? <TimeText utc={token.last_used} /> : "not since the start"}
      </Table.Td>
      <Table.Td data-label="Expires">
        <TimeText utc={token.expires} />
      </Table.Td>
      <Table.Td>
        <ConfirmButton
          label="Revoke"
          question="Really revoke it?"
          isPending={revoke.isPending}
          onConfirm={() => revoke.mutate()}
        />
        <FailureNote error={revoke.error} />
      </Table.Td>
    </Table.Tr>
  );
}
