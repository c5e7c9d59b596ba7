import { Button } from "@mantine/core";
import { Page } from "../parts/page.tsx";

/** A page that failed with an error of ours. */
export function BrokenPage({ error }: { error: unknown }) {
  return (
    <Page title="This page broke">
      <p>The console itself goes on. What went wrong here: {String(error)}</p>
      <p>
        <Button onClick={() => window.location.reload()}>Load it again</Button>
      </p>
    </Page>
  );
}
