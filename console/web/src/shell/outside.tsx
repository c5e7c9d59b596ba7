import { Paper, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { usePageTitle } from "../parts/use_page_title.ts";
import classes from "./outside.module.css";

/** A page for who is not logged in: one box. */
export function Outside({ title, children }: { title: string; children: ReactNode }) {
  usePageTitle(title);
  return (
    <main className={classes["page"]}>
      <Paper withBorder p="lg" className={classes["box"] ?? ""}>
        <Stack gap="md">
          <Title order={1}>{title}</Title>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}
