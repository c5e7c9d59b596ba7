import { Link } from "@tanstack/react-router";
import type { IncidentsSearch } from "../../router.tsx";
import classes from "./view_tabs.module.css";

const views = [
  { view: undefined, label: "List" },
  { view: "matrix", label: "Networks × birds" },
] as const;

/** Two ways to look at the same incidents. */
export function ViewTabs({ search }: { search: IncidentsSearch }) {
  return (
    <nav className={classes["tabs"]} aria-label="Views">
      {views.map(({ view, label }) => (
        <Link
          key={label}
          to="/"
          search={{ ...search, view }}
          className={classes["tab"]}
          data-shown={search.view === view}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
