import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import * as calls from "../../api/calls.ts";
import type { Bird } from "../../api/types.ts";
import { useBirds, useIncidents } from "../../live/live.ts";
import { birdSentence, digestWords, nameOf } from "../../model/bird_state.ts";
import { birdsOf } from "../../model/filter.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { IncidentTable } from "../../parts/incident_table.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { Sentence } from "../../parts/sentence.tsx";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";
import { birdRoute } from "../../router.tsx";
import { BirdState } from "./bird_state.tsx";
import { PathsTable } from "./paths_table.tsx";

const incidentsAtMost = 50;

export function BirdPage() {
  const { id } = birdRoute.useParams();
  const live = useBirds()?.birds.find((bird) => bird.id === id);
  const asked = useQuery({
    queryKey: ["bird", id],
    queryFn: () => calls.bird(id),
    enabled: live === undefined,
  });
  const bird = live ?? asked.data;
  if (bird === undefined)
    return (
      <Page title="Bird">
        <FailureNote error={asked.error} retry={() => void asked.refetch()} />
        {asked.error === null && <p>Asking the console …</p>}
      </Page>
    );
  return <Shown bird={bird} />;
}

function Shown({ bird }: { bird: Bird }) {
  const known = useIncidents();
  const incidents = useMemo(
    () =>
      (known?.incidents ?? [])
        .filter((incident) =>
          birdsOf(incident).some((name) => name === bird.name || name === bird.id),
        )
        .slice(0, incidentsAtMost),
    [known, bird.name, bird.id],
  );
  return (
    <Page title={nameOf(bird)} heading={<Told text={nameOf(bird)} />}>
      <div>
        <BirdState state={bird.state} />
        <p>
          <Sentence pieces={birdSentence(bird, Date.now())} />
        </p>
        <p>
          Registered <TimeText utc={bird.registered} full />, registration {bird.registration_no}.
          Digest {digestWords[bird.digest]}.
        </p>
      </div>
      <Section title="Paths">
        <PathsTable paths={bird.paths ?? []} />
      </Section>
      <Section title="Incidents">
        <IncidentTable
          label={"Incidents of this bird"}
          incidents={incidents}
          empty="None: nobody touched it."
        />
      </Section>
    </Page>
  );
}
