import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./page.module.css";
import { usePageTitle } from "./use_page_title.ts";

interface PageProps {
  readonly title: string;
  /** What stands there as the heading, if it is more than the title. */
  readonly heading?: ReactNode;
  /** What can be done with all of it. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, heading, actions, children }: PageProps) {
  usePageTitle(title);
  return (
    <div className={classes["page"]}>
      <div className={classes["head"]}>
        <Title order={1}>{heading ?? title}</Title>
        {actions}
      </div>
      {children}
    </div>
  );
}
