/** Milliseconds since 1970 of the API's `2026-11-24 09:53:36.242000`, which is UTC. */
export function timeOf(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, 23)}Z`);
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const units: readonly (readonly [number, string])[] = [
  [day, "day"],
  [hour, "hour"],
  [minute, "minute"],
  [second, "second"],
];

/** "12 seconds", "3 hours": one unit, since more is not read. Less than a second is one. */
export function durationWords(milliseconds: number): string {
  const length = Math.max(milliseconds, second);
  const [size, name] = units.find(([size]) => length >= size) ?? [second, "second"];
  const count = Math.round(length / size);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

/** "3 minutes ago", "in 2 days". Clocks of console and browser differ, so about now is "now". */
export function agoWords(at: number, now: number): string {
  const age = now - at;
  if (Math.abs(age) < 2 * second) return "now";
  return age > 0 ? `${durationWords(age)} ago` : `in ${durationWords(-age)}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const short = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export function clockText(at: number): string {
  return clock.format(at);
}

export function fullText(at: number): string {
  return full.format(at);
}

/** As short as it is clear on the day `now`: `12:03:10`, `24 Nov 12:03`, `24 Nov 2025`. */
export function shortText(at: number, now: number): string {
  const then = new Date(at);
  const today = new Date(now);
  if (then.toDateString() === today.toDateString()) return clock.format(then);
  if (then.getFullYear() !== today.getFullYear()) return date.format(then);
  return `${dayOfYear.format(then)} ${short.format(then)}`;
}

export function zoneName(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const offset = new Intl.DateTimeFormat("en-GB", { timeZoneName: "longOffset" })
    .formatToParts()
    .find((part) => part.type === "timeZoneName")
    ?.value.replace("GMT", "UTC");
  return timeZone === "UTC" || offset === undefined ? timeZone : `${timeZone} (${offset})`;
}
