import { randomBytes } from "node:crypto";

/** What the API says instead of an answer. */
export class Refusal extends Error {
  constructor(status, error, hint, head = {}) {
    super(error);
    Object.assign(this, { status, hint, head });
  }
}

export const notFound = (what) =>
  new Refusal(404, `no such ${what}`, `GET /api/v1/${what}s lists them`);

export const hex = (octets) => randomBytes(octets).toString("hex");
