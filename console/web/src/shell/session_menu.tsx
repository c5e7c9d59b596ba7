import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as calls from "../api/calls.ts";
import { setSession } from "../live/query_client.ts";
import { useSession } from "../live/session.ts";

/** Who is logged in, and the way out. */
export function SessionMenu() {
  const { user, role } = useSession();
  const client = useQueryClient();
  const out = useMutation({
    mutationFn: calls.logOut,
    onSuccess: () => setSession(client, null),
  });
  return (
    <>
      <Text component="span" size="sm" c="dimmed" title={`Role: ${role}`}>
        {user}
      </Text>
      <Button
        variant="subtle"
        size="compact-sm"
        loading={out.isPending}
        onClick={() => out.mutate()}
      >
        {out.isError ? "Log out: try again" : "Log out"}
      </Button>
    </>
  );
}
