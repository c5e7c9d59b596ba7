import { VisuallyHidden } from "@mantine/core";
import { useDeferredValue, useMemo } from "react";
import { useIncidents } from "../../live/live.ts";
import { matching } from "../../model/filter.ts";
import { usePageTitle } from "../../parts/use_page_title.ts";
import { incidentsRoute } from "../../router.tsx";
import { FilterBar } from "./filter_bar.tsx";
import { IncidentList } from "./incident_list.tsx";
import classes from "./incidents_page.module.css";
import { MatrixView } from "./matrix_view.tsx";
import { OverviewNote } from "./overview_note.tsx";
import { ViewTabs } from "./view_tabs.tsx";

export function IncidentsPage() {
  const search = incidentsRoute.useSearch();
  const known = useIncidents();
  const filter = useDeferredValue(search);
  const shown = useMemo(() => (known ? matching(known.incidents, filter) : []), [known, filter]);
  const openCount = known?.openCount ?? 0;
  usePageTitle(openCount > 0 ? `(${openCount}) Incidents` : "Incidents");
  const isMatrix = search.view === "matrix";
  return (
    <div className={classes["page"]}>
      <VisuallyHidden component="h1">Incidents</VisuallyHidden>
      {known && <OverviewNote openCount={openCount} />}
      <div className={classes["bar"]}>
        <ViewTabs search={search} />
        <FilterBar search={search} shownCount={shown.length} count={known?.incidents.length ?? 0} />
      </div>
      {known === undefined && <p className={classes["note"]}>Asking the console …</p>}
      {known && isMatrix && <MatrixView incidents={shown} search={search} />}
      {known && !isMatrix && <IncidentList incidents={shown} isCut={known.incidents.length > 0} />}
    </div>
  );
}
