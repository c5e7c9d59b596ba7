import { idOf, start, timeText } from "./made_up.mjs";
import { hex, notFound, Refusal } from "./refusal.mjs";

export const cookieName = "__Host-aviary";

/** The part of the API that is about who somebody is. */
export class FakeAccounts {
  /** Sessions that were opened, by cookie. */
  sessions = new Map();
  links = new Map();
  guesses = 0;

  logIn({ user, password }) {
    if (this.guesses >= 5)
      throw new Refusal(429, "too many wrong passwords", "wait, then try again", {
        "Retry-After": "7",
      });
    const found = this.users.find((one) => one.name === user && one.state === "active");
    if (found === undefined || password !== this.password) {
      this.guesses += 1;
      throw new Refusal(
        401,
        "the user or the password is wrong",
        "try again, or have a new link made",
      );
    }
    const cookie = hex(32);
    const session = { user, role: found.role, csrf: hex(16), id: hex(8) };
    this.sessions.set(cookie, session);
    const { id, ...told } = session;
    const head = {
      "Set-Cookie": `${cookieName}=${cookie}; Path=/; Secure; HttpOnly; SameSite=Strict`,
    };
    return { body: told, head };
  }

  useLink({ link, password, user }) {
    const whose = this.links.get(link);
    if (whose === undefined)
      throw new Refusal(410, "this link was used, or is too old", "aviary-console users link");
    const name = whose || user;
    if (!name)
      throw new Refusal(400, "this is no name of a user: ", "take 1 to 64 of a-z 0-9 . _ - @");
    if (password.length < 12)
      throw new Refusal(400, "the password is too short", "take 12 characters or more");
    this.links.delete(link);
    this.password = password;
    this.users = this.users.filter((one) => one.name !== name);
    this.users.push({ name, role: whose ? "analyst" : "admin", state: "active" });
    return { body: { user: name } };
  }

  "GET session"({ who }) {
    const { id, ...told } = who;
    return told;
  }

  "DELETE session"({ who }) {
    for (const [cookie, one] of this.sessions) if (one === who) this.sessions.delete(cookie);
    return { id: who.id };
  }

  "GET sessions"({ who }) {
    const agents = this.agents ?? ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"];
    return {
      sessions: agents.map((agent, index) => ({
        id: index === 0 ? who.id : idOf(`session ${index}`, 16),
        user: who.user,
        opened: timeText(start),
        expires: timeText(start + 86_400_000 * 7),
        last_used: timeText(start + 300_000),
        from: "192.0.2.7",
        agent,
      })),
    };
  }

  "DELETE sessions"({ parts }) {
    for (const [cookie, one] of this.sessions)
      if (one.id === parts[1]) this.sessions.delete(cookie);
    return { id: parts[1] };
  }

  "POST password"({ who, body }) {
    if (body.old !== this.password)
      throw new Refusal(401, "the old password is wrong", "try again");
    this.password = body.new;
    this.sessions.clear();
    return { user: who.user };
  }

  "GET users"({ may }) {
    may("admin");
    return { users: this.users };
  }

  "POST users"({ may, body, parts }) {
    may("admin");
    if (parts.length === 1) {
      if (this.users.some((one) => one.name === body.name))
        throw new Refusal(409, `there is a user ${body.name} already`, "choose another name");
      this.users.push({ name: body.name, role: body.role, state: "invited" });
      return this.linkFor(body.name);
    }
    const user = this.users.find((one) => one.name === parts[1]);
    if (user === undefined) throw notFound("user");
    if (parts[2] === "role") user.role = body.role;
    else user.state = parts[2] === "disable" ? "disabled" : "active";
    return { user: user.name };
  }

  "POST links"({ may, body }) {
    may("admin");
    return this.linkFor(body.user);
  }

  linkFor(user) {
    const link = hex(32);
    this.links.set(link, user);
    return { link, user, expires: timeText(start + 86_400_000) };
  }

  "GET tokens"({ may }) {
    may("admin");
    return { tokens: this.tokens };
  }

  "POST tokens"({ may, body, who }) {
    may("admin");
    const made = { id: hex(8), name: body.name, role: body.role, expires: timeText(start + 1) };
    this.tokens.push({ ...made, made: timeText(start), made_by: who.user });
    return { ...made, token: `aviary_${hex(32)}` };
  }

  "DELETE tokens"({ may, parts }) {
    may("admin");
    this.tokens = this.tokens.filter((one) => one.id !== parts[1]);
    return { id: parts[1] };
  }
}
