import { Alert, Button } from "@mantine/core";
import { ApiError } from "../api/api_error.ts";

interface FailureNoteProps {
  /** Nothing is shown for none. */
  readonly error: Error | null;
  readonly retry?: () => void;
}

function whenAgain(error: Error): string {
  if (!(error instanceof ApiError) || error.retryAfterSeconds === undefined) return "";
  const seconds = error.retryAfterSeconds;
  return ` Come again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
}

/** What is wrong and what to do about it, in the console's own words. */
export function FailureNote({ error, retry }: FailureNoteProps) {
  if (error === null) return null;
  const hint = error instanceof ApiError ? error.hint : "";
  return (
    <Alert color="red" variant="default" title={error.message} role="alert">
      {hint}
      {whenAgain(error)}
      {retry && (
        <div>
          <Button variant="default" size="compact-sm" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
    </Alert>
  );
}
