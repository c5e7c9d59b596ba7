import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";

/** `what` is copied: "Copy the secret". */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { copy, copied, error } = useClipboard({ timeout: 2_000 });
  const said = copied ? "Copied" : error ? "The browser refused" : `Copy ${what}`;
  return (
    <Button variant="default" size="compact-sm" onClick={() => copy(text)}>
      {said}
    </Button>
  );
}
