import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../api/calls.ts";
import { setSession } from "../../live/query_client.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Form } from "../../parts/form.tsx";
import { Section } from "../../parts/section.tsx";

export function ChangePassword() {
  const client = useQueryClient();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const set = useMutation({
    mutationFn: () => calls.changePassword(old, fresh),
    onSuccess: () => setSession(client, null),
  });
  return (
    <Section title="Password">
      <p>A new one ends all of your sessions, this one too.</p>
      <Form onSubmit={() => set.mutate()}>
        <PasswordInput
          label="Old password"
          autoComplete="current-password"
          required
          value={old}
          onChange={(event) => setOld(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show the old password", tabIndex: 0 }}
        />
        <PasswordInput
          label="New password"
          autoComplete="new-password"
          required
          minLength={12}
          value={fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show the new password", tabIndex: 0 }}
        />
        <Button type="submit" loading={set.isPending}>
          Change it
        </Button>
      </Form>
      <FailureNote error={set.error} />
    </Section>
  );
}
