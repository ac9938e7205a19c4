/** Feeds: what is there of their parts, a refresh now, and files that were carried in. */

import { queryOptions } from "@tanstack/react-query";
import { json, read, segment, sendRaw, write } from "./http";
import type { Feed, FeedImport, FeedImported, FeedPart } from "./named";

export type { Feed, FeedImport, FeedImported, FeedPart };

const POLL_MILLISECONDS = 15_000;

export const feedsQuery = queryOptions({
  queryKey: ["feeds"],
  queryFn: ({ signal }) => read<Feed[]>("/feeds", { signal }),
  refetchInterval: POLL_MILLISECONDS,
});

/** The run that it becomes; with `force` also what is refused otherwise is taken. */
export function refreshFeed(slug: string, force: boolean): Promise<{ id: string }> {
  return write("POST", `/feeds/${segment(slug)}/refresh`, { force });
}

/** Loads a file that was uploaded, which takes as long as the file is large. */
export async function importFeed(slug: string, what: FeedImport): Promise<FeedImported> {
  const path = `/feeds/${segment(slug)}/import` as const;
  // As raw text: that has no time limit.
  const sent = await sendRaw(path, JSON.stringify(what), { type: "application/json" });
  return json<FeedImported>(sent);
}
