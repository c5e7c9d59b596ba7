import { useChannels } from "../../live/live.ts";
import { useMay } from "../../live/session.ts";
import { DataTable } from "../../parts/data_table.tsx";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { AddWebhook } from "./add_webhook.tsx";
import { ChannelRow } from "./channel_row.tsx";

/** Whether alerts arrive where somebody reads them. */
export function AlertsPage() {
  const { data, error, refetch } = useChannels();
  const mayAdd = useMay("admin");
  return (
    <Page title="Alerts">
      <FailureNote error={error} retry={() => void refetch()} />
      {data && (
        <DataTable
          label="Channels"
          columns={["State", "Channel", "Address", "Last attempt", "Test"]}
          rowCount={data.channels.length}
          empty="No channel: whoever does not look here hears of nothing."
        >
          {data.channels.map((channel) => (
            <ChannelRow key={channel.channel} channel={channel} />
          ))}
        </DataTable>
      )}
      <Section title="Add a webhook">
        {mayAdd ? <AddWebhook /> : <p>An admin can add one.</p>}
      </Section>
    </Page>
  );
}
