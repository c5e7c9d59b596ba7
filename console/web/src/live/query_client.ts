import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { statusOf } from "../api/api_error.ts";
import { setProof } from "../api/client.ts";
import type { OwnSession } from "../api/types.ts";
import { keys } from "./live.ts";

/** Nothing is repeated behind anybody's back: what is live is asked for again anyway. */
export function makeQueryClient(): QueryClient {
  const askWhoIsHere = (error: Error) => {
    if (statusOf(error) === 401) void client.invalidateQueries({ queryKey: keys.session });
  };
  // A browser that thinks it is offline may still reach a console in its own network.
  const common = { retry: false, networkMode: "always" } as const;
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: askWhoIsHere }),
    mutationCache: new MutationCache({ onError: askWhoIsHere }),
    defaultOptions: { queries: { ...common, staleTime: 1_000 }, mutations: common },
  });
  return client;
}

/** Somebody logged in, or out: nobody sees what was fetched for somebody else. */
export function setSession(client: QueryClient, session: OwnSession | null): void {
  setProof(session?.csrf);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
  client.setQueryData<OwnSession | null>(keys.session, session);
}
