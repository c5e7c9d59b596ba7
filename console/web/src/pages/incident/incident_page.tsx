import { Stack, Text } from "@mantine/core";
import type { IncidentDetails } from "../../api/types.ts";
import { useIncident } from "../../live/live.ts";
import { useMay } from "../../live/session.ts";
import { wordsOf } from "../../model/kinds.ts";
import { incidentSentence, plain } from "../../model/sentence.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Page } from "../../parts/page.tsx";
import { Sentence } from "../../parts/sentence.tsx";
import { StateWord } from "../../parts/state_word.tsx";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";
import { incidentRoute } from "../../router.tsx";
import { AcknowledgeButton } from "./acknowledge_button.tsx";
import { Deliveries } from "./deliveries.tsx";
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
          {wordsOf(incident.kind).label}, first <TimeText utc={incident.opened} full />, last{" "}
          <TimeText utc={incident.updated} full />
        </Text>
      </Stack>
      <Timeline reports={reports} />
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
        <StateWord tone="bad">Open</StateWord>: nobody has acknowledged it.
      </div>
    );
  return (
    <div>
      <StateWord tone="quiet">Acknowledged</StateWord> by{" "}
      <Told text={incident.acknowledged_by ?? "somebody"} />
    </div>
  );
}

function Action({ incident }: { incident: IncidentDetails }) {
  const mayAcknowledge = useMay("analyst");
  if (incident.state !== "open") return null;
  if (!mayAcknowledge) return <Text c="dimmed">An analyst or admin can acknowledge this.</Text>;
  return <AcknowledgeButton id={incident.id} />;
}
