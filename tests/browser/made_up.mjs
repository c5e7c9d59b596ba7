import { createHash } from "node:crypto";

// Incidents, birds and reports of a network that there is not. The same every time.

export const start = Date.UTC(2026, 10, 24, 9, 0, 0);

export function timeText(at) {
  return `${new Date(at).toISOString().replace("T", " ").replace("Z", "")}000`;
}

export function idOf(text, length = 32) {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

export const kinds = [
  [
    "ssh_login",
    4002,
    {
      USERNAME: "root",
      PASSWORD: "hunter2",
      LOCALVERSION: "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10",
      REMOTEVERSION: "SSH-2.0-libssh_0.10.6",
    },
  ],
  ["port_scan", 5001, { PORTS: [22, 23, 80, 443, 445, 3389] }],
  [
    "smb_file_open",
    5000,
    { USER: "CORP\\jdoe", SHARENAME: "finance", FILENAME: "passwords 2026.xlsx" },
  ],
  [
    "http_login",
    3001,
    { USERNAME: "admin", PASSWORD: "admin", PATH: "/index.html", USERAGENT: "curl/8.14" },
  ],
  ["telnet_login", 6001, { USERNAME: "cisco", PASSWORD: "cisco" }],
];

export function report(name, logtype, logdata, at, source, port = 22) {
  const hash = idOf(name, 64);
  return {
    id: `00000001-${hash.slice(0, 8)}-${hash.slice(8, 16)}-${hash.slice(16, 32)}`,
    dst_host: "10.0.0.12",
    dst_port: port,
    logdata,
    logtype,
    src_host: source,
    src_port: 50_740,
    utc_time: timeText(at),
    happened_at: timeText(at),
    arrived: timeText(at + 9),
  };
}

export function bird(number, more = {}) {
  const role = ["fileserver", "switch", "db", "printer"][number % 4];
  const name = `${role}-${String(number).padStart(2, "0")}`;
  return {
    id: idOf(`bird ${number}`),
    name,
    location: ["Cape Town DC1", "Oslo office", "Lyon plant"][number % 3],
    state: "live",
    tag: 1_861_825_332 + number,
    registration_no: 1,
    registered: timeText(start - 86_400_000 * 30),
    interval: 15,
    reports_count: 3,
    digest: "agrees",
    last_report: timeText(start + number * 1000),
    paths: [
      {
        resolver: "192.0.2.1:53",
        name_octets: 255,
        answers: "raw 1232",
        minimised_nxdomain: false,
        over_tcp: false,
        rtt_min_us: 1200,
        rtt_median_us: 1900,
        lost_per_1000: 0,
        burst_asked: 32,
        burst_answered: 32,
        burst_refused: 0,
      },
    ],
    ...more,
  };
}

export function incident(number, more = {}) {
  const [kind, logtype, logdata] = kinds[number % kinds.length];
  const opened = start + number * 60_000;
  const source = `10.0.${number % 200}.${(number * 7) % 250}`;
  const name = bird(number % 12).name;
  return {
    id: idOf(`incident ${number}`),
    state: number % 40 === 0 ? "open" : "acknowledged",
    kind,
    src_host: source,
    bird: name,
    birds: [name],
    reports_count: 3,
    opened: timeText(opened),
    updated: timeText(opened + 12_000),
    updated_id: number + 10,
    notes_count: 0,
    ...(number % 40 === 0 ? {} : { acknowledged_by: "ada" }),
    // Made when it is asked for: 100,000 incidents are no hurry.
    reports: () =>
      [0, 4_000, 12_000].map((after, index) =>
        report(`${number} ${index}`, logtype, logdata, opened + after, source),
      ),
    ...more,
  };
}
