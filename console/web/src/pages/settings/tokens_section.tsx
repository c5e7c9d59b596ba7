import { useQuery } from "@tanstack/react-query";
import * as calls from "../../api/calls.ts";
import { DataTable } from "../../parts/data_table.tsx";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Section } from "../../parts/section.tsx";
import { MakeToken } from "./make_token.tsx";
import { TokenRow } from "./token_row.tsx";
import { tokensKey } from "./tokens_key.ts";

export function TokensSection() {
  const { data, error } = useQuery({ queryKey: tokensKey, queryFn: calls.tokens });
  return (
    <Section title="API tokens">
      <FailureNote error={error} />
      {data && (
        <DataTable
          label="API tokens"
          columns={["Name", "Role", "Made by", "Last used", "Expires", "Revoke"]}
          rowCount={data.tokens.length}
          empty="None."
        >
          {data.tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </DataTable>
      )}
      <MakeToken />
    </Section>
  );
}
