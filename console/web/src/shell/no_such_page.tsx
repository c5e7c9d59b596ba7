import { Link } from "@tanstack/react-router";
import { Page } from "../parts/page.tsx";

export function NoSuchPage() {
  return (
    <Page title="No such page">
      <p>
        There is nothing at this address. <Link to="/">Incidents</Link> is where to begin.
      </p>
    </Page>
  );
}
