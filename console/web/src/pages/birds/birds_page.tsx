import { useMemo } from "react";
import { useBirds } from "../../live/live.ts";
import { birdsSummary, byUrgency } from "../../model/bird_state.ts";
import { clockText } from "../../model/times.ts";
import { DataTable } from "../../parts/data_table.tsx";
import { Page } from "../../parts/page.tsx";
import { Sentence } from "../../parts/sentence.tsx";
import { BirdRow } from "./bird_row.tsx";

const columns = ["State", "Bird", "Location", "Last report", "Heartbeat", "Digest", "Path"];

export function BirdsPage() {
  const live = useBirds();
  const birds = useMemo(() => byUrgency(live?.birds ?? []), [live?.birds]);
  return (
    <Page title="Birds">
      {live === undefined ? (
        <p>Asking the console …</p>
      ) : (
        <p>
          <Sentence pieces={birdsSummary(birds).sentence} /> As of {clockText(live.asOf)}.
        </p>
      )}
      <DataTable label="Birds" columns={columns} rowCount={birds.length} empty="">
        {birds.map((bird) => (
          <BirdRow key={bird.id} bird={bird} />
        ))}
      </DataTable>
    </Page>
  );
}
