import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as calls from "../api/calls.ts";
import { refreshIncident } from "../live/live.ts";

/** "I have seen it": pending until the console has it on disk and the pages show it. */
export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: calls.acknowledge,
    onSuccess: (_, id) => refreshIncident(client, id),
  });
}
