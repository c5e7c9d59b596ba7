import { noAnswer, refusal } from "./api_error.ts";
import type { OwnSession } from "./types.ts";

const prefix = "/api/v1/";
/** The console answers a change within ten seconds, or says that it did not get to it. */
const answerTimeout = 12_000;
/** What is asked for every few seconds is missed sooner. */
export const pollTimeout = 8_000;
/** How long the console lets an answer of any size take. */
export const largeAnswerTimeout = 30_000;

let proof: string | undefined;

/** What a change has to bring along; the session tells it. */
export function setProof(csrf: string | undefined): void {
  proof = csrf;
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  timeout = answerTimeout,
): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (method !== "GET" && proof !== undefined) headers.set("X-CSRF-Token", proof);
  try {
    return await fetch(prefix + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(timeout),
    });
  } catch {
    throw noAnswer();
  }
}

async function read<Answer>(response: Response): Promise<Answer> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    if (response.ok) throw noAnswer();
  }
  if (!response.ok) throw refusal(response.status, body, response.headers.get("Retry-After"));
  return body as Answer;
}

export async function get<Answer>(path: string, timeout?: number): Promise<Answer> {
  return read<Answer>(await send("GET", path, undefined, timeout));
}

/** Another tab may have logged in anew; true when there is another proof than before. */
async function renewProof(): Promise<boolean> {
  const before = proof;
  const session = await send("GET", "session");
  if (session.ok) setProof(((await session.json()) as OwnSession).csrf);
  return proof !== before;
}

export async function change<Answer>(
  method: "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await send(method, path, body);
  if (response.status === 403 && (await renewProof()))
    return read<Answer>(await send(method, path, body));
  return read<Answer>(response);
}
