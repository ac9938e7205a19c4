/** How sources do, and their known-answer probes. */

import { queryOptions } from "@tanstack/react-query";
import { read, segment, send } from "./http";
import type { Probe, SourceHealth } from "./named";

export type { Probe, SourceHealth };

const POLL_MILLISECONDS = 15_000;
const SOON_MILLISECONDS = 1_500;

/** Of every source. */
export const allHealthQuery = queryOptions({
  queryKey: ["sources", "health"],
  queryFn: ({ signal }) => read<SourceHealth[]>("/sources/health", { signal }),
  refetchInterval: POLL_MILLISECONDS,
});

/** Of one source; `soon` while something is about to come of it. */
export const healthQuery = (sourceId: string, soon = false) =>
  queryOptions({
    queryKey: ["sources", sourceId, "health"],
    queryFn: ({ signal }) => read<SourceHealth>(`/sources/${segment(sourceId)}/health`, { signal }),
    refetchInterval: soon ? SOON_MILLISECONDS : POLL_MILLISECONDS,
  });

/** Begins within seconds; the health shows what came of it. */
export async function probeSource(sourceId: string): Promise<void> {
  await send("POST", `/sources/${segment(sourceId)}/probe`);
}

/** What the next probe finds is what is right. */
export async function forgetShape(sourceId: string): Promise<void> {
  await send("DELETE", `/sources/${segment(sourceId)}/probe`);
}
