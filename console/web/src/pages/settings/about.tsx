import { useBirds, useIncidents } from "../../live/live.ts";
import { useSession } from "../../live/session.ts";
import { counted } from "../../model/sentence.ts";
import { Section } from "../../parts/section.tsx";

export function About() {
  const { user, role } = useSession();
  const known = useIncidents();
  const live = useBirds();
  return (
    <Section title="About this console">
      <p>
        You are {user}, {role}.
      </p>
      {known && live && (
        <p>
          It knows {counted(live.birds.length, "bird")} and{" "}
          {counted(known.incidents.length, "incident")}; its log is the incarnation{" "}
          <code>{known.incarnation}</code>, which changes only where a loss was accepted.
        </p>
      )}
    </Section>
  );
}
