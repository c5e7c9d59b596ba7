import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { AlertsPage } from "./pages/alerts/alerts_page.tsx";
import { BirdPage } from "./pages/birds/bird_page.tsx";
import { BirdsPage } from "./pages/birds/birds_page.tsx";
import { IncidentPage } from "./pages/incident/incident_page.tsx";
import { IncidentsPage } from "./pages/incidents/incidents_page.tsx";
import { LinkPage } from "./pages/login/link_page.tsx";
import { SettingsPage } from "./pages/settings/settings_page.tsx";
import { BrokenPage } from "./shell/broken_page.tsx";
import { NoSuchPage } from "./shell/no_such_page.tsx";
import { SessionGate } from "./shell/session_gate.tsx";

const root = createRootRoute();

/** Everything that takes a session. */
const inside = createRoute({ getParentRoute: () => root, id: "inside", component: SessionGate });

export interface IncidentsSearch {
  q?: string;
  net?: string;
  bird?: string;
  view?: "matrix";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export const incidentsRoute = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: IncidentsPage,
  validateSearch: (search: Record<string, unknown>): IncidentsSearch => ({
    q: text(search["q"]),
    net: text(search["net"]),
    bird: text(search["bird"]),
    view: search["view"] === "matrix" ? "matrix" : undefined,
  }),
});

export const incidentRoute = createRoute({
  getParentRoute: () => inside,
  path: "/incidents/$id",
  component: IncidentPage,
});

export const birdRoute = createRoute({
  getParentRoute: () => inside,
  path: "/birds/$id",
  component: BirdPage,
});

const pages = [
  incidentsRoute,
  incidentRoute,
  createRoute({ getParentRoute: () => inside, path: "/birds", component: BirdsPage }),
  birdRoute,
  createRoute({ getParentRoute: () => inside, path: "/alerts", component: AlertsPage }),
  createRoute({ getParentRoute: () => inside, path: "/settings", component: SettingsPage }),
];

const link = createRoute({ getParentRoute: () => root, path: "/link", component: LinkPage });

export const router = createRouter({
  routeTree: root.addChildren([inside.addChildren(pages), link]),
  // Every value is a text: `?q=10` is what somebody typed and no number.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter((entry) => typeof entry[1] === "string");
    const query = new URLSearchParams(given as [string, string][]).toString();
    return query === "" ? "" : `?${query}`;
  },
  defaultNotFoundComponent: NoSuchPage,
  defaultErrorComponent: BrokenPage,
  defaultPreload: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
