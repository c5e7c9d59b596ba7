import { Button, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../api/calls.ts";
import type { IncidentDetails, Note } from "../../api/types.ts";
import { refreshIncident } from "../../live/live.ts";
import { useMay } from "../../live/session.ts";
import { FailureNote } from "../../parts/failure_note.tsx";
import { Form } from "../../parts/form.tsx";
import { Section } from "../../parts/section.tsx";
import { TimeText } from "../../parts/time_text.tsx";
import { Told } from "../../parts/told.tsx";
import classes from "./notes.module.css";

/** What colleagues wrote down, the oldest first. */
export function Notes({ incident }: { incident: IncidentDetails }) {
  const mayNote = useMay("analyst");
  if (incident.notes.length === 0 && !mayNote) return null;
  return (
    <Section title="Notes">
      <ul className={classes["list"]}>
        {incident.notes.map((note) => (
          <Shown key={`${note.at} ${note.by} ${note.text}`} note={note} />
        ))}
      </ul>
      {mayNote && <AddNote id={incident.id} />}
    </Section>
  );
}

function Shown({ note }: { note: Note }) {
  return (
    <li className={classes["note"]}>
      <Text c="dimmed" size="sm">
        <Told text={note.by} />, <TimeText utc={note.at} full />
      </Text>
      <div className={classes["text"]}>
        <Told text={note.text} />
      </div>
    </li>
  );
}

function AddNote({ id }: { id: string }) {
  const client = useQueryClient();
  const [text, setText] = useState("");
  const add = useMutation({
    mutationFn: () => calls.noteIncident(id, text),
    onSuccess: () => {
      setText("");
      return refreshIncident(client, id);
    },
  });
  return (
    <>
      <Form onSubmit={() => add.mutate()}>
        <Textarea
          label="Write something down"
          description="It stays as it is."
          required
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" loading={add.isPending}>
          Add
        </Button>
      </Form>
      <FailureNote error={add.error} />
    </>
  );
}
