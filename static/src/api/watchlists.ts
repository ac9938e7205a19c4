/** Indicators that are asked about again and again, and what changed. */

import { queryOptions } from "@tanstack/react-query";
import { read, segment, send, write } from "./http";
import type { WatchChange, Watchlist, WatchlistSet, WatchRun } from "./named";

export type { WatchChange, Watchlist, WatchlistSet, WatchRun };

const RUNNING_MILLISECONDS = 2_000;
const RESTING_MILLISECONDS = 30_000;

export const watchlistsQuery = queryOptions({
  queryKey: ["watchlists"],
  queryFn: ({ signal }) => read<Watchlist[]>("/watchlists", { signal }),
  // A new one is asked about at once.
  refetchInterval: ({ state }) =>
    state.data?.some(({ enabled, lastRunAt }) => enabled && lastRunAt === null)
      ? RUNNING_MILLISECONDS
      : RESTING_MILLISECONDS,
});

/** How the last run, of this request, stands; asked again soon while it goes on. */
export const lastRunQuery = (id: string, requestId: string | null) =>
  queryOptions({
    queryKey: ["watchlists", id, "runs", requestId],
    queryFn: async ({ signal }) => {
      const runs = await read<WatchRun[]>(`/watchlists/${segment(id)}/runs`, {
        query: { limit: 1 },
        signal,
      });
      return runs[0] ?? null;
    },
    refetchInterval: ({ state }) =>
      isGoingOn(state.data) ? RUNNING_MILLISECONDS : RESTING_MILLISECONDS,
  });

export function isGoingOn(run: WatchRun | null | undefined): boolean {
  return run != null && run.comparedAt === null && run.error === null;
}

/** `comparedAt`, of the last run, is in the key: what came out of it is read with it. */
export const watchChangesQuery = (id: string, comparedAt: string | null) =>
  queryOptions({
    queryKey: ["watchlists", id, "changes", comparedAt],
    queryFn: ({ signal }) => read<WatchChange[]>(`/watchlists/${segment(id)}/changes`, { signal }),
  });

export function createWatchlist(watchlist: WatchlistSet): Promise<{ id: string }> {
  return write("POST", "/watchlists", watchlist);
}

export async function changeWatchlist(id: string, patch: Partial<WatchlistSet>): Promise<void> {
  await send("PATCH", `/watchlists/${segment(id)}`, patch);
}

export async function deleteWatchlist(id: string): Promise<void> {
  await send("DELETE", `/watchlists/${segment(id)}`);
}

/** Asks now, whatever the schedule says. */
export async function runWatchlist(id: string): Promise<void> {
  await send("POST", `/watchlists/${segment(id)}/run`);
}
