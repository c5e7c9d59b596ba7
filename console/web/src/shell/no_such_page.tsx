import { Link } from "@tanstack/react-router";
import { Outside } from "./outside.tsx";

export function NoSuchPage() {
  return (
    <Outside title="No such page">
      <p>
        There is nothing at this address. <Link to="/">Incidents</Link> is where to begin.
      </p>
    </Outside>
  );
}
