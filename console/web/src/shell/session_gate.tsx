import { SessionProvider, useSessionQuery } from "../live/session.ts";
import { LoginPage } from "../pages/login/login_page.tsx";
import { FailureNote } from "../parts/failure_note.tsx";
import { Outside } from "./outside.tsx";
import { Shell } from "./shell.tsx";

/** The page for who is logged in; for everybody else the login in its place. */
export function SessionGate() {
  const { data: session, error, isPending, refetch } = useSessionQuery();
  if (session)
    return (
      <SessionProvider value={session}>
        <Shell />
      </SessionProvider>
    );
  if (session === null) return <LoginPage />;
  if (isPending) return null;
  return (
    <Outside title="Aviary">
      <FailureNote error={error} retry={() => void refetch()} />
    </Outside>
  );
}
