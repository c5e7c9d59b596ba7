import type { Channel, WhyAlert } from "../api/types.ts";

export interface StateWords {
  readonly tone: "bad" | "warn" | "good" | "quiet";
  readonly word: string;
}

/** An alert is named after its incident and its channel. */
export function channelOf({ alert }: WhyAlert): string {
  return alert.slice(alert.indexOf(".") + 1);
}

export function deliveryState({ delivered_at }: WhyAlert): StateWords {
  return delivered_at === null
    ? { tone: "warn", word: "Not delivered yet" }
    : { tone: "good", word: "Delivered" };
}

const channelStates: Readonly<Record<Channel["state"], StateWords>> = {
  delivers: { tone: "good", word: "Delivers" },
  fails: { tone: "bad", word: "Fails" },
  untried: { tone: "quiet", word: "Untried" },
};

export function channelState({ state }: Channel): StateWords {
  return channelStates[state];
}
