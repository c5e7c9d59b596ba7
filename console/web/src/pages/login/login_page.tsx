import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../api/calls.ts";
import { setSession } from "../../live/query_client.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Outside } from "../../shell/outside.tsx";

export function LoginPage() {
  const client = useQueryClient();
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const logIn = useMutation({
    mutationFn: () => calls.logIn(user.trim(), password),
    onSuccess: (session) => setSession(client, session),
  });
  return (
    <Outside title="Log in to Aviary">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          logIn.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="User"
            name="user"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
          />
          <Button type="submit" loading={logIn.isPending}>
            Log in
          </Button>
          <FailureNote error={logIn.error} />
        </Stack>
      </form>
    </Outside>
  );
}
