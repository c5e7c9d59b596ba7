import { bird, incident, kinds, report, start, timeText } from "./made_up.mjs";
import { payloads } from "./payloads.mjs";

// What the made-up console knows, for each thing that is tested.

const range = (count) => Array.from({ length: count }, (_, index) => index);

const accounts = () => ({
  password: "correct horse battery",
  users: [
    { name: "ada", role: "admin", state: "active" },
    { name: "bob", role: "analyst", state: "active" },
    { name: "eve", role: "read-only", state: "active" },
    { name: "mallory", role: "analyst", state: "disabled" },
    { name: "newcomer", role: "analyst", state: "invited" },
  ],
  tokens: [
    {
      id: "0badcafe0badcafe",
      name: "siem-poller",
      role: "read-only",
      made: timeText(start),
      made_by: "ada",
      expires: timeText(start + 86_400_000 * 90),
    },
  ],
});

const channels = () => [
  {
    channel: "webhook-8d326765",
    kind: "webhook",
    url: "https://hooks.example.net/aviary",
    state: "delivers",
    last_attempt: timeText(start),
    last_result: "HTTP 200",
    failures: 0,
  },
  {
    channel: "webhook-ef70b799",
    kind: "webhook",
    url: "https://chat.example.net/hook",
    state: "fails",
    last_attempt: timeText(start),
    last_result: "Could not resolve host: chat.example.net",
    failures: 3,
  },
  {
    channel: "webhook-01234567",
    kind: "webhook",
    url: "http://127.0.0.1:9/hook",
    state: "untried",
  },
];

function world(more) {
  return {
    ...accounts(),
    channels: channels(),
    incidents: [],
    birds: range(12).map((n) => bird(n)),
    ...more,
  };
}

export function quiet() {
  return world({});
}

/** A few open incidents, many that are over, birds in every state. */
export function busy() {
  const limping = bird(2);
  limping.paths[0] = {
    ...limping.paths[0],
    name_octets: 120,
    lost_per_1000: 10,
    advice:
      "DNS names above 120 octets do not come through: " +
      "let TXT queries for names of up to 255 octets pass",
  };
  const birds = range(12).map((n) => bird(n));
  birds[2] = limping;
  birds[5] = bird(5, { state: "silent" });
  birds[7] = bird(7, { digest: "differs" });
  const { last_report, paths, ...never } = bird(9);
  birds[9] = { ...never, name: "", location: "", state: "unheard", interval: 0, reports_count: 0 };
  const scan = incident(200, {
    kind: "network_scan",
    src_host: "2001:db8:7:1::5",
    birds: birds.slice(0, 8).map((one) => one.name),
    reports_count: 8,
  });
  const silence = incident(240, {
    kind: "bird_silent",
    src_host: "",
    bird: "switch-05",
    birds: ["switch-05"],
  });
  return world({ birds, incidents: [...range(121).map((n) => incident(n)), scan, silence] });
}

/** As much as a console may have to show. */
export function large() {
  return world({
    birds: range(1_000).map((n) => bird(n)),
    incidents: range(100_000).map((n) => incident(n)),
  });
}

/** Every text that somebody else writes is a payload. */
export function hostile() {
  const all = payloads();
  const birds = all.map((text, n) => {
    const one = bird(n, { name: text, location: text });
    return { ...one, paths: one.paths.map((path) => ({ ...path, resolver: text, advice: text })) };
  });
  const reports = () =>
    all.map((text, n) => ({
      ...report(`hostile ${n}`, 4002, hostileLogdata(text), start + n * 1000, text, text),
      dst_host: text,
      src_port: text,
      node_id: text,
      local_time: text,
      utc_time: text,
      [text]: text,
    }));
  const incidents = all.map((text, n) =>
    incident(n, {
      kind: n % 2 === 0 ? text : kinds[0][0],
      src_host: text,
      bird: text,
      birds: n % 3 === 0 ? [text, all[(n + 1) % all.length]] : [text],
      acknowledged_by: text,
      closed_by: text,
      state: n % 2 === 0 ? "acknowledged" : "closed",
      notes_count: 1,
      notes: [{ at: timeText(start), by: text, text }],
      reports_count: all.length,
      reports,
    }),
  );
  return world({
    // A sensor behind an intake may put a text where the description has a number.
    isOdd: true,
    birds,
    incidents,
    deliveryResult: all[0],
    channels: all.map((text, n) => ({
      ...channels()[1],
      channel: `webhook-${n}`,
      url: text,
      last_result: text,
    })),
    agents: all,
    tokens: all.map((text, n) => ({
      ...accounts().tokens[0],
      id: n.toString(16).padStart(16, "0"),
      name: text,
      made_by: text,
    })),
  });
}

function hostileLogdata(text) {
  return { USERNAME: text, PASSWORD: text, [text]: text, NESTED: { [text]: [text] } };
}
