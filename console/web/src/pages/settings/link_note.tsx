import type { Link } from "../../api/types.ts";
import { ShownOnce } from "../../parts/shown_once.tsx";
import { TimeText } from "../../parts/time_text.tsx";

export function LinkNote({ link: { link, user, expires } }: { link: Link }) {
  return (
    <ShownOnce
      title={`The link with which ${user} sets a password`}
      what="the link"
      text={`${window.location.origin}/link#${link}`}
    >
      It is shown only now, works once and until <TimeText utc={expires} full />. A link that was
      made before is void.
    </ShownOnce>
  );
}
