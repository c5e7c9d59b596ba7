import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { statusOf } from "../api/api_error.ts";
import * as calls from "../api/calls.ts";
import { setProof } from "../api/client.ts";
import type { OwnSession, Role } from "../api/types.ts";
import { mayAtLeast } from "../model/roles.ts";
import { keys } from "./live.ts";

/** null: nobody is logged in. */
async function whoIsHere(): Promise<OwnSession | null> {
  try {
    const session = await calls.session();
    setProof(session.csrf);
    return session;
  } catch (error) {
    if (statusOf(error) === 401) return null;
    throw error;
  }
}

export function useSessionQuery() {
  return useQuery({ queryKey: keys.session, queryFn: whoIsHere, refetchOnWindowFocus: "always" });
}

const SessionContext = createContext<OwnSession | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

/** Who is logged in, on pages that nobody else sees. */
export function useSession(): OwnSession {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("used outside of a session");
  return session;
}

export function useMay(least: Role): boolean {
  return mayAtLeast(useSession().role, least);
}
