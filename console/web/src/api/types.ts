import type { components } from "../../build/openapi.d.ts";

type Schemas = components["schemas"];

export type Acknowledged = Schemas["Acknowledged"];
export type AddedChannel = Schemas["AddedChannel"];
export type Bird = Schemas["Bird"];
export type Birds = Schemas["Birds"];
export type BirdPath = Schemas["Path"];
export type Channel = Schemas["Channel"];
export type Channels = Schemas["Channels"];
export type ChangedUser = Schemas["ChangedUser"];
export type Closed = Schemas["Closed"];
export type EndedCredential = Schemas["EndedCredential"];
export type Incident = Schemas["Incident"];
export type Incidents = Schemas["Incidents"];
export type Link = Schemas["Link"];
export type MadeToken = Schemas["MadeToken"];
export type Note = Schemas["Note"];
export type Noted = Schemas["Noted"];
export type OwnSession = Schemas["OwnSession"];
export type Role = Schemas["Role"];
export type Session = Schemas["Session"];
export type Sessions = Schemas["Sessions"];
export type TestedChannel = Schemas["TestedChannel"];
export type Token = Schemas["Token"];
export type Tokens = Schemas["Tokens"];
export type User = Schemas["User"];
export type Users = Schemas["Users"];
export type Why = Schemas["Why"];
export type WhyAlert = Schemas["WhyAlert"];

/** What a sensor wrote is of any shape: only what the console vouches for has a type. */
export type Report = Pick<Schemas["Report"], "id" | "happened_at" | "arrived"> &
  Record<string, unknown>;
export type IncidentDetails = Omit<Schemas["IncidentDetails"], "reports"> & {
  reports: Report[];
};
