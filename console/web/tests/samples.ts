import type { Bird, Incident, Report } from "../src/api/types.ts";

export function incident(more: Partial<Incident> = {}): Incident {
  return {
    id: "fa5c127e2f035f09049f1f2f88ad4516",
    state: "open",
    kind: "ssh_login",
    src_host: "10.0.3.7",
    bird: "fileserver-02",
    birds: ["fileserver-02"],
    reports_count: 1,
    opened: "2026-11-24 09:53:36.242000",
    updated: "2026-11-24 09:53:36.242000",
    updated_id: 10,
    notes_count: 0,
    ...more,
  };
}

export function report(more: Record<string, unknown> = {}): Report {
  return {
    id: "00000001-b8587632-00000000-5d791fb59802008a",
    happened_at: "2026-11-24 09:53:36.237000",
    arrived: "2026-11-24 09:53:36.237000",
    ...more,
  };
}

export function bird(more: Partial<Bird> = {}): Bird {
  return {
    id: "979db93e64f4feee4575b0c4a4117375",
    name: "fileserver-02",
    location: "Cape Town DC1",
    state: "live",
    tag: 1,
    registration_no: 1,
    registered: "2026-11-24 09:53:35.443000",
    interval: 15,
    reports_count: 0,
    digest: "agrees",
    ...more,
  };
}
