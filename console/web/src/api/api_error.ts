/** A request that brought no answer, or one that says what is wrong and what to do about it. */
export class ApiError extends Error {
  /** 0 when nothing answered. */
  readonly status: number;
  readonly hint: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, error: string, hint: string, retryAfterSeconds?: number) {
    super(error);
    this.status = status;
    this.hint = hint;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function noAnswer(): ApiError {
  return new ApiError(0, "The console does not answer.", "Try again; nothing is known to be done.");
}

function textOf(body: unknown, member: string): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const value = (body as Record<string, unknown>)[member];
  return typeof value === "string" ? value : undefined;
}

/** `body` is the answer's JSON, undefined when it was none: a proxy in between may answer too. */
export function refusal(status: number, body: unknown, retryAfter: string | null): ApiError {
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  return new ApiError(
    status,
    textOf(body, "error") ?? `The console answered with status ${status}.`,
    textOf(body, "hint") ?? "",
    Number.isNaN(seconds) ? undefined : seconds,
  );
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof ApiError ? error.status : undefined;
}
