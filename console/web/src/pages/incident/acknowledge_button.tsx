import { Button, Stack } from "@mantine/core";
import { FailureNote } from "../../parts/failure_note.tsx";
import { useAcknowledge } from "../../parts/use_acknowledge.ts";
import { useKeys } from "../../parts/use_keys.ts";

export function AcknowledgeButton({ id }: { id: string }) {
  const acknowledge = useAcknowledge();
  const press = () => {
    if (!acknowledge.isPending) acknowledge.mutate(id);
  };
  useKeys({ e: press });
  return (
    <Stack gap="xs" align="flex-end">
      <Button size="md" loading={acknowledge.isPending} onClick={press}>
        Acknowledge
      </Button>
      <FailureNote error={acknowledge.error} />
    </Stack>
  );
}
