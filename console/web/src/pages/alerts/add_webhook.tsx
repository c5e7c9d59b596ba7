import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../api/calls.ts";
import { keys } from "../../live/live.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Form } from "../../parts/form.tsx";
import { ShownOnce } from "../../parts/shown_once.tsx";
import { Told } from "../../parts/told.tsx";

export function AddWebhook() {
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const add = useMutation({
    mutationFn: () => calls.addChannel(url),
    onSuccess: () => {
      setUrl("");
      return client.invalidateQueries({ queryKey: keys.channels });
    },
  });
  return (
    <Stack gap="sm">
      <Form onSubmit={() => add.mutate()}>
        <TextInput
          label="Address"
          description="Of http or https. Incidents that open from then on go there, signed."
          type="url"
          required
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Button type="submit" loading={add.isPending}>
          Add
        </Button>
      </Form>
      <FailureNote error={add.error} />
      {add.data && (
        <ShownOnce
          title={`${add.data.channel}: the secret that the receiver checks signatures with`}
          what="the secret"
          text={add.data.secret}
        >
          It is shown only now. {add.data.note && <Told text={add.data.note} />}
        </ShownOnce>
      )}
    </Stack>
  );
}
