import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import * as calls from "../../api/calls.ts";
import { setSession } from "../../live/query_client.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Outside } from "../../shell/outside.tsx";

/** Sets a password with a link, whose secret is in the fragment, and logs in with it. */
export function LinkPage() {
  const link = useLocation({ select: ({ hash }) => hash });
  const title = "Set your password";
  if (!/^[0-9a-f]{64}$/.test(link))
    return (
      <Outside title={title}>
        <p>
          This is no whole link: behind <code>/link#</code> there are 64 characters. Copy it again,
          or have a new one made.
        </p>
      </Outside>
    );
  return (
    <Outside title={title}>
      <PasswordForm link={link} />
    </Outside>
  );
}

function PasswordForm({ link }: { link: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const use = useMutation({
    mutationFn: async () => {
      const { user } = await calls.setPassword(link, password, name.trim());
      return calls.logIn(user, password);
    },
    onSuccess: (session) => {
      setSession(client, session);
      // The link is used up; it need not stay in the history.
      return navigate({ to: "/", hash: "", replace: true });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        use.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="Only the first administrator chooses one; everybody else leaves it empty."
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="12 characters or more; a few words are good."
          autoComplete="new-password"
          required
          minLength={12}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
        />
        <Button type="submit" loading={use.isPending}>
          Set it and log in
        </Button>
        <FailureNote error={use.error} />
        <Text size="sm" c="dimmed">
          The link works once.
        </Text>
      </Stack>
    </form>
  );
}
