import { randomBytes } from "node:crypto";
import { cookieName, FakeAccounts } from "./fake_accounts.mjs";
import { idOf, timeText } from "./made_up.mjs";
import { hex, notFound, Refusal } from "./refusal.mjs";
import { faultsOfAnswer } from "./shape_check.mjs";

// The console's API over made-up data: as strict as the real one about cookies, origins, proofs and
// roles. What it answers is held against console/api/openapi.json.

const roles = ["read-only", "analyst", "admin"];
const incarnation = "0cab4bf3843e4c510430586f8b108b8c";

function listed({ reports, notes, ...incident }) {
  return incident;
}

export class FakeApi extends FakeAccounts {
  constructor(world) {
    super();
    Object.assign(this, world);
    this.updatedId = Math.max(0, ...this.incidents.slice(0, 1_000).map((one) => one.updated_id));
    for (const one of this.incidents)
      if (one.updated_id > this.updatedId) this.updatedId = one.updated_id;
  }

  // -- what happens to it -------------------------------------------------------------------------

  /** A new incident, or one that changed. */
  put(incident) {
    this.updatedId += 1;
    this.incidents = this.incidents.filter((one) => one.id !== incident.id);
    this.incidents.push({ ...incident, updated_id: this.updatedId });
  }

  firstLink() {
    const link = hex(32);
    this.links.set(link, "");
    return link;
  }

  // -- requests -----------------------------------------------------------------------------------

  /** {status, head, body} for a request {method, path, query, headers, body, origin}. */
  answer(request) {
    try {
      const { body, head } = this.route(request);
      const faults = this.isOdd ? [] : faultsOfAnswer(request.method, request.path, body);
      if (faults.length > 0) throw new Error(faults.slice(0, 3).join("; "));
      return { status: 200, head: head ?? {}, body };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return {
        status: error.status,
        head: error.head,
        body: { error: error.message, hint: error.hint },
      };
    }
  }

  route(request) {
    const { method, path } = request;
    const parts = path.split("/").slice(3).map(decodeURIComponent);
    const name = `${method} ${parts[0]}`;
    if (name === "POST session") return this.logIn(request.body);
    if (name === "POST links" && parts[1] === "use") return this.useLink(request.body);
    const who = this.whoIs(request);
    if (method !== "GET") this.demandProof(request, who);
    const may = (least) => {
      if (roles.indexOf(who.role) < roles.indexOf(least))
        throw new Refusal(403, `this takes the role ${least}`, `yours is ${who.role}`);
    };
    const handler = this[name] ?? this.nothing;
    return { body: handler.call(this, { ...request, who, may, parts }) };
  }

  nothing() {
    throw notFound("resource");
  }

  whoIs({ headers }) {
    const cookie = new RegExp(`${cookieName}=([0-9a-f]+)`).exec(headers.cookie ?? "")?.[1];
    const session = this.sessions.get(cookie);
    if (session === undefined)
      throw new Refusal(401, "nobody is logged in here", "log in with POST /api/v1/session");
    return session;
  }

  demandProof({ headers, origin }, who) {
    if (headers.origin !== origin)
      throw new Refusal(403, "another site made this request", `send Origin: ${origin}`);
    if (headers["x-csrf-token"] !== who.csrf)
      throw new Refusal(403, "this request does not prove that it is from the console's pages", "");
  }

  // -- what is seen -------------------------------------------------------------------------------

  "GET birds"({ parts }) {
    if (parts.length === 1) return { birds: this.birds };
    const bird = this.birds.find((one) => one.id === parts[1] || one.name === parts[1]);
    if (bird === undefined) throw notFound("bird");
    return bird;
  }

  "GET incidents"({ parts, query }) {
    if (parts.length > 1) {
      const incident = this.incident(parts[1]);
      return { ...listed(incident), notes: incident.notes ?? [], reports: incident.reports() };
    }
    const since = Number(query.get("since") ?? 0);
    const changed = this.incidents.filter((one) => one.updated_id > since);
    return {
      incidents: changed.map(listed).sort((a, b) => b.updated_id - a.updated_id),
      updated_id: this.updatedId,
      incarnation: this.incarnation ?? incarnation,
    };
  }

  incident(id) {
    const incident = this.incidents.find((one) => one.id === id);
    if (incident === undefined) throw notFound("incident");
    return incident;
  }

  "POST incidents"({ may, parts, who, body }) {
    may("analyst");
    const incident = this.incident(parts[1]);
    if (parts[2] === "notes") return this.noteIncident(incident, who.user, body.text);
    if (parts[2] === "close") {
      if (incident.state !== "closed")
        this.put({ ...incident, state: "closed", closed_by: who.user });
      return { id: incident.id, state: "closed" };
    }
    if (incident.state === "open")
      this.put({ ...incident, state: "acknowledged", acknowledged_by: who.user });
    return { id: incident.id, state: "acknowledged" };
  }

  noteIncident(incident, by, text) {
    const notes = [...(incident.notes ?? []), { at: timeText(Date.now()), by, text }];
    this.put({ ...incident, notes, notes_count: notes.length });
    return { id: incident.id, by, text };
  }

  "GET reports"({ parts }) {
    const alerts = this.channels.slice(0, 2).map(({ channel }, index) => ({
      alert: `${idOf(parts[1])}.${channel}`,
      routed_at: 11,
      enqueued_at: 14,
      delivered_at: index === 0 ? 16 : null,
      attempts: index === 0 ? 1 : 0,
      result: index === 0 ? (this.deliveryResult ?? "HTTP 200") : "",
    }));
    const at = { accepted_at: 6, assigned_at: 7, added_at: 10 };
    return { report: parts[1], bird: idOf("bird"), n: 0, message_counter: 3, ...at, alerts };
  }

  "GET channels"() {
    return { channels: this.channels };
  }

  "POST channels"({ may, parts, body }) {
    if (parts[2] === "test") return this.testChannel(may, parts[1]);
    may("admin");
    if (!/^https?:\/\//.test(body.url))
      throw new Refusal(
        400,
        "this is no address of http or https",
        "say it as https://example.net/x",
      );
    const channel = `webhook-${hex(4)}`;
    this.channels.push({ channel, kind: "webhook", url: body.url, state: "untried" });
    return { channel, url: body.url, secret: `whsec_${randomBytes(32).toString("base64")}` };
  }

  testChannel(may, channel) {
    may("analyst");
    const found = this.channels.find((one) => one.channel === channel);
    if (found?.state === "fails")
      throw new Refusal(409, "the receiver did not take it", found.last_result);
    return { channel, alert: `${idOf("test")}.${channel}`, result: "delivered" };
  }
}
