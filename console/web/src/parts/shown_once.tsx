import { Alert, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyButton } from "./copy_button.tsx";
import classes from "./shown_once.module.css";

interface ShownOnceProps {
  readonly title: string;
  readonly what: string;
  readonly text: string;
  readonly children: ReactNode;
}

/** A secret that the console tells only now. */
export function ShownOnce({ title, what, text, children }: ShownOnceProps) {
  return (
    <Alert variant="default" title={title} role="status">
      <Stack gap="xs" align="flex-start">
        <code className={classes["secret"]}>{text}</code>
        <CopyButton text={text} what={what} />
        <p>{children}</p>
      </Stack>
    </Alert>
  );
}
