import { Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as calls from "../../api/calls.ts";
import { refreshIncident } from "../../live/live.ts";
import { ConfirmButton } from "../../parts/confirm_button.tsx";
import { FailureNote } from "../../parts/failure_note.tsx";

export function CloseButton({ id }: { id: string }) {
  const client = useQueryClient();
  const close = useMutation({
    mutationFn: () => calls.closeIncident(id),
    onSuccess: () => refreshIncident(client, id),
  });
  return (
    <Stack gap="xs" align="flex-end">
      <ConfirmButton
        label="Close"
        question="Close it: a later report opens another"
        isPending={close.isPending}
        onConfirm={() => close.mutate()}
      />
      <FailureNote error={close.error} />
    </Stack>
  );
}
