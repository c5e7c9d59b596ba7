import { fullText, shortText, timeOf } from "../model/times.ts";

interface TimeTextProps {
  /** As the API has it, in UTC. */
  readonly utc: string;
  readonly full?: boolean;
}

/** A time in the browser's zone, with UTC behind it. */
export function TimeText({ utc, full = false }: TimeTextProps) {
  const at = timeOf(utc);
  if (Number.isNaN(at)) return utc;
  return (
    <time dateTime={new Date(at).toISOString()} title={`${utc} UTC`}>
      {full ? fullText(at) : shortText(at, Date.now())}
    </time>
  );
}
