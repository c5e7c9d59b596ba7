import { Button, Table } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as calls from "../../api/calls.ts";
import type { Channel } from "../../api/types.ts";
import { keys } from "../../live/live.ts";
import { useMay } from "../../live/session.ts";
import { channelState } from "../../model/delivery.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { StateWord } from "../../parts/state_word.tsx";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";

export function ChannelRow({ channel }: { channel: Channel }) {
  const { tone, word } = channelState(channel);
  return (
    <Table.Tr>
      <Table.Td>
        <StateWord tone={tone}>{word}</StateWord>
      </Table.Td>
      <Table.Td>{channel.channel}</Table.Td>
      <Table.Td>
        <Told text={channel.url} />
      </Table.Td>
      <Table.Td data-label="Last attempt">
        <LastAttempt channel={channel} />
      </Table.Td>
      <Table.Td>
        <TestButton channel={channel.channel} />
      </Table.Td>
    </Table.Tr>
  );
}

function LastAttempt({ channel }: { channel: Channel }) {
  const { last_attempt, last_result, failures } = channel;
  if (last_attempt === undefined) return "none since the console was started";
  return (
    <>
      <TimeText utc={last_attempt} />: <Told text={last_result ?? ""} />
      {failures ? `, ${failures} failed in a row` : ""}
    </>
  );
}

function TestButton({ channel }: { channel: string }) {
  const client = useQueryClient();
  const mayTest = useMay("analyst");
  const test = useMutation({
    mutationFn: () => calls.testChannel(channel),
    onSettled: () => client.invalidateQueries({ queryKey: keys.channels }),
  });
  if (!mayTest) return "for an analyst";
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={`Send a test alert to ${channel}`}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        Send a test
      </Button>
      <span role="status">{test.isSuccess && " Delivered."}</span>
      <FailureNote error={test.error} />
    </>
  );
}
