import { change, get, largeAnswerTimeout, pollTimeout } from "./client.ts";
import type {
  Acknowledged,
  AddedChannel,
  Bird,
  Birds,
  ChangedUser,
  Channels,
  Closed,
  EndedCredential,
  IncidentDetails,
  Incidents,
  Link,
  MadeToken,
  Noted,
  OwnSession,
  Role,
  Sessions,
  TestedChannel,
  Tokens,
  Users,
  Why,
} from "./types.ts";

const part = encodeURIComponent;

// -- what is seen --------------------------------------------------------------------------------

export const incidentsSince = (since: number) =>
  get<Incidents>(`incidents?since=${since}`, since === 0 ? largeAnswerTimeout : pollTimeout);
export const incident = (id: string) => get<IncidentDetails>(`incidents/${part(id)}`);
export const acknowledge = (id: string) =>
  change<Acknowledged>("POST", `incidents/${part(id)}/acknowledge`);
export const closeIncident = (id: string) => change<Closed>("POST", `incidents/${part(id)}/close`);
export const noteIncident = (id: string, text: string) =>
  change<Noted>("POST", `incidents/${part(id)}/notes`, { text });
export const why = (report: string) => get<Why>(`reports/${part(report)}/why`);
export const birds = () => get<Birds>("birds");
export const bird = (id: string) => get<Bird>(`birds/${part(id)}`);

// -- channels ------------------------------------------------------------------------------------

export const channels = () => get<Channels>("channels");
export const addChannel = (url: string) => change<AddedChannel>("POST", "channels", { url });
export const testChannel = (channel: string) =>
  change<TestedChannel>("POST", `channels/${part(channel)}/test`);

// -- accounts ------------------------------------------------------------------------------------

export const session = () => get<OwnSession>("session");
export const logIn = (user: string, password: string) =>
  change<OwnSession>("POST", "session", { user, password });
export const logOut = () => change<EndedCredential>("DELETE", "session");
export const sessions = () => get<Sessions>("sessions");
export const endSession = (id: string) => change<EndedCredential>("DELETE", `sessions/${part(id)}`);
export const changePassword = (old: string, fresh: string) =>
  change<ChangedUser>("POST", "password", { old, new: fresh });
export const users = () => get<Users>("users");
export const addUser = (name: string, role: Role) => change<Link>("POST", "users", { name, role });
export const setRole = (name: string, role: Role) =>
  change<ChangedUser>("POST", `users/${part(name)}/role`, { role });
export const disableUser = (name: string) =>
  change<ChangedUser>("POST", `users/${part(name)}/disable`);
export const enableUser = (name: string) =>
  change<ChangedUser>("POST", `users/${part(name)}/enable`);
export const makeLink = (user: string) => change<Link>("POST", "links", { user });
/** `user` is the name that the first administrator chooses; nobody else needs one. */
export const setPassword = (link: string, password: string, user: string) =>
  change<ChangedUser>("POST", "links/use", {
    link,
    password,
    ...(user === "" ? {} : { user }),
  });
export const tokens = () => get<Tokens>("tokens");
export const makeToken = (name: string, role: Role, days: number) =>
  change<MadeToken>("POST", "tokens", { name, role, days });
export const revokeToken = (id: string) => change<EndedCredential>("DELETE", `tokens/${part(id)}`);
