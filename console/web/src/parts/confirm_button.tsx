import { Button, Group } from "@mantine/core";
import { useState } from "react";

interface ConfirmButtonProps {
  readonly label: string;
  /** What is asked before it is done: "Really revoke siem?" */
  readonly question: string;
  readonly isPending: boolean;
  readonly onConfirm: () => void;
}

/** For what cannot be taken back: the second press does it. */
export function ConfirmButton({ label, question, isPending, onConfirm }: ConfirmButtonProps) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked)
    return (
      <Button variant="default" size="compact-sm" onClick={() => setAsked(true)}>
        {label}
      </Button>
    );
  return (
    <Group gap="xs" wrap="nowrap">
      <Button color="red.9" size="compact-sm" autoFocus loading={isPending} onClick={onConfirm}>
        {question}
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => setAsked(false)}>
        No
      </Button>
    </Group>
  );
}
