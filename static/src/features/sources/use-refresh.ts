/** A refresh of a feed, from the press of the button to its end. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { feedsQuery, refreshFeed } from "@/api/feeds";
import { isRunning, runQuery, runsQuery, type SourceRunWithLog } from "@/api/runs";
import { sourcesQuery } from "@/api/sources";

export type Refresh = {
  running: boolean;
  /** Of the last refresh that was begun here, once it has ended. */
  ended: SourceRunWithLog | null;
  error: Error | null;
  start: (force: boolean) => void;
};

export function useRefresh(slug: string, sourceId: string): Refresh {
  const client = useQueryClient();
  const starting = useMutation({
    mutationFn: (force: boolean) => refreshFeed(slug, force),
    onSuccess: () => client.invalidateQueries({ queryKey: runsQuery(sourceId).queryKey }),
  });
  const id = starting.data?.id ?? null;
  const following = runQuery(sourceId, id ?? "", true);
  const run = useQuery({
    ...following,
    enabled: id !== null,
    refetchInterval: ({ state }) =>
      state.data !== undefined && !isRunning(state.data) ? false : 1_000,
  });
  const ended = run.data !== undefined && !isRunning(run.data) ? run.data : null;
  const endedId = ended?.id;
  useEffect(() => {
    if (endedId === undefined) return;
    void client.invalidateQueries({ queryKey: feedsQuery.queryKey });
    void client.invalidateQueries({ queryKey: sourcesQuery.queryKey, exact: true });
  }, [client, endedId]);
  return {
    running: starting.isPending || (id !== null && ended === null && run.error === null),
    ended: id === null ? null : ended,
    error: starting.error ?? run.error,
    start: starting.mutate,
  };
}
