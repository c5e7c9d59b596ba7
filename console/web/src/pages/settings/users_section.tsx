import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../api/calls.ts";
import type { Link } from "../../api/types.ts";
import { DataTable } from "../../parts/data_table.tsx";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Section } from "../../parts/section.tsx";
import { AddUser } from "./add_user.tsx";
import { LinkNote } from "./link_note.tsx";
import { UserRow } from "./user_row.tsx";
import { usersKey } from "./users_key.ts";

export function UsersSection() {
  const { data, error } = useQuery({ queryKey: usersKey, queryFn: calls.users });
  const [link, setLink] = useState<Link>();
  return (
    <Section title="Users">
      <FailureNote error={error} />
      {data && (
        <DataTable
          label="Users"
          columns={["User", "State", "Role", "Change"]}
          rowCount={data.users.length}
        >
          {data.users.map((user) => (
            <UserRow key={user.name} user={user} onLink={setLink} />
          ))}
        </DataTable>
      )}
      {link && <LinkNote link={link} />}
      <AddUser onLink={setLink} />
    </Section>
  );
}
