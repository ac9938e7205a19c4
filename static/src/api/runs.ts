/** Background work of a source: its runs, each with what it said, and a run now. */

import { queryOptions } from "@tanstack/react-query";
import { read, segment, write } from "./http";
import type { SourceRun, SourceRunWithLog } from "./named";

export type { SourceRun, SourceRunWithLog };

const RUNNING_MILLISECONDS = 2_000;
const RESTING_MILLISECONDS = 30_000;

/** Newest first; asked again soon while one runs. */
export const runsQuery = (sourceId: string) =>
  queryOptions({
    queryKey: ["sources", sourceId, "runs"],
    queryFn: ({ signal }) => read<SourceRun[]>(`/sources/${segment(sourceId)}/runs`, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.some(isRunning) ? RUNNING_MILLISECONDS : RESTING_MILLISECONDS,
  });

/** `running` is in the key: the log is complete when the run has ended. */
export const runQuery = (sourceId: string, runId: string, running: boolean) =>
  queryOptions({
    queryKey: ["sources", sourceId, "runs", runId, running],
    queryFn: ({ signal }) =>
      read<SourceRunWithLog>(`/sources/${segment(sourceId)}/runs/${segment(runId)}`, { signal }),
    refetchInterval: running ? RUNNING_MILLISECONDS : false,
  });

export function isRunning({ outcome }: SourceRun): boolean {
  return outcome === "RUNNING";
}

export function runSource(sourceId: string): Promise<{ id: string }> {
  return write("POST", `/sources/${segment(sourceId)}/run`);
}
