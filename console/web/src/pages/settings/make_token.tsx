import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../api/calls.ts";
import type { Role } from "../../api/types.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Form } from "../../parts/form.tsx";
import { ShownOnce } from "../../parts/shown_once.tsx";
import { RoleSelect } from "./role_select.tsx";
import { tokensKey } from "./tokens_key.ts";

export function MakeToken() {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("read-only");
  const [days, setDays] = useState("90");
  const make = useMutation({
    mutationFn: () => calls.makeToken(name.trim(), role, Number(days)),
    onSuccess: () => {
      setName("");
      return client.invalidateQueries({ queryKey: tokensKey });
    },
  });
  return (
    <>
      <Form onSubmit={() => make.mutate()}>
        <TextInput
          label="New token for"
          placeholder="siem-poller"
          autoComplete="off"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <RoleSelect label="Role of the token" value={role} onChange={setRole} />
        <TextInput
          label="Days"
          type="number"
          min={1}
          max={3650}
          required
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Button type="submit" loading={make.isPending}>
          Make
        </Button>
      </Form>
      <FailureNote error={make.error} />
      {make.data && (
        <ShownOnce title={`The token of ${make.data.name}`} what="the token" text={make.data.token}>
          It is shown only now.
        </ShownOnce>
      )}
    </>
  );
}
