import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../api/calls.ts";
import type { Link, Role } from "../../api/types.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Form } from "../../parts/form.tsx";
import { RoleSelect } from "./role_select.tsx";
import { usersKey } from "./users_key.ts";

export function AddUser({ onLink }: { onLink: (link: Link) => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("analyst");
  const add = useMutation({
    mutationFn: () => calls.addUser(name.trim(), role),
    onSuccess: (link) => {
      setName("");
      onLink(link);
      return client.invalidateQueries({ queryKey: usersKey });
    },
  });
  return (
    <>
      <Form onSubmit={() => add.mutate()}>
        <TextInput
          label="New user"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <RoleSelect label="Role of the new user" value={role} onChange={setRole} />
        <Button type="submit" loading={add.isPending}>
          Add
        </Button>
      </Form>
      <FailureNote error={add.error} />
    </>
  );
}
