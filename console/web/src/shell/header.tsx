import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useIncidents } from "../live/live.ts";
import classes from "./header.module.css";
import { SessionMenu } from "./session_menu.tsx";
import { ThemeSwitch } from "./theme_switch.tsx";

const pages = [
  { to: "/birds", label: "Birds" },
  { to: "/alerts", label: "Alerts" },
  { to: "/settings", label: "Settings" },
] as const;

export function Header() {
  const openCount = useIncidents()?.openCount ?? 0;
  return (
    <header className={classes["header"]}>
      <span className={classes["name"]}>Aviary</span>
      <nav className={classes["nav"]} aria-label="Pages">
        <Link to="/" className={classes["link"]} activeOptions={{ includeSearch: false }}>
          Incidents
          {openCount > 0 && (
            <span className={classes["count"]}>
              {openCount.toLocaleString("en")}
              <VisuallyHidden> open</VisuallyHidden>
            </span>
          )}
        </Link>
        {pages.map(({ to, label }) => (
          <Link key={to} to={to} className={classes["link"]}>
            {label}
          </Link>
        ))}
      </nav>
      <ThemeSwitch />
      <SessionMenu />
    </header>
  );
}
