import { Stack, Text } from "@mantine/core";
import type { IncidentDetails } from "../../api/types.ts";
import { useIncident } from "../../live/live.ts";
import { useMay } from "../../live/session.ts";
import { wordsOf } from "../../model/kinds.ts";
import { incidentSentence, plain } from "../../model/sentence.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { IncidentStateWord } from "../../parts/incident_state.tsx";
import { Page } from "../../parts/page.tsx";
import { Sentence } from "../../parts/sentence.tsx";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";
import { incidentRoute } from "../../router.tsx";
import { AcknowledgeButton } from "./acknowledge_button.tsx";
import { CloseButton } from "./close_button.tsx";
import { Deliveries } from "./deliveries.tsx";
import { Notes } from "./notes.tsx";
import { RawReports } from "./raw_reports.tsx";
import { Related } from "./related.tsx";
import { Timeline } from "./timeline.tsx";

export function IncidentPage() {
  const { id } = incidentRoute.useParams();
  const { data: incident, error, refetch } = useIncident(id);
  if (incident === undefined)
    return (
      <Page title="Incident">
        <FailureNote error={error} retry={() => void refetch()} />
        {error === null && <p>Asking the console …</p>}
      </Page>
    );
  return <Shown incident={incident} />;
}

function Shown({ incident }: { incident: IncidentDetails }) {
  const { reports } = incident;
  const { label } = wordsOf(incident.kind);
  const sentence = incidentSentence(incident, reports);
  return (
    <Page
      title={plain(sentence).slice(0, 80)}
      heading={<Sentence pieces={sentence} />}
      actions={<Action incident={incident} />}
    >
      <Stack gap={2}>
        <State incident={incident} />
        <Text c="dimmed">
          {label}, opened <TimeText utc={incident.opened} full />, changed{" "}
          <TimeText utc={incident.updated} full />
        </Text>
      </Stack>
      <Timeline reports={reports} />
      <Notes incident={incident} />
      <Deliveries report={reports[0]?.id} />
      <Related incident={incident} />
      <RawReports reports={reports} />
    </Page>
  );
}

function State({ incident }: { incident: IncidentDetails }) {
  if (incident.state === "open")
    return (
      <div>
        <IncidentStateWord state="open" />: nobody has acknowledged it.
      </div>
    );
  const by = incident.state === "closed" ? incident.closed_by : incident.acknowledged_by;
  return (
    <div>
      <IncidentStateWord state={incident.state} /> by <Told text={by ?? "somebody"} />
    </div>
  );
}

function Action({ incident }: { incident: IncidentDetails }) {
  const mayHandle = useMay("analyst");
  if (incident.state === "closed") return null;
  if (!mayHandle)
    return incident.state === "open" ? (
      <Text c="dimmed">An analyst or admin can acknowledge this.</Text>
    ) : null;
  return incident.state === "open" ? (
    <AcknowledgeButton id={incident.id} />
  ) : (
    <CloseButton id={incident.id} />
  );
}
