/** Indicators that are asked about again and again, and what changed. */

import { queryOptions } from "@tanstack/react-query";
import { read, segment, send, write } from "./http";
import type { WatchChange, Watchlist, WatchlistSet } from "./named";

export type { WatchChange, Watchlist, WatchlistSet };

export const watchlistsQuery = queryOptions({
  queryKey: ["watchlists"],
  queryFn: ({ signal }) => read<Watchlist[]>("/watchlists", { signal }),
});

export const watchChangesQuery = (id: string) =>
  queryOptions({
    queryKey: ["watchlists", id, "changes"],
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
