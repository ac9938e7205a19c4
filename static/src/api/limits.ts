/** What is left of the limits of sources, and which of them are left alone after failures. */

import { queryOptions } from "@tanstack/react-query";
import { read } from "./http";
import type { LimitWindow, SourceLimits } from "./named";

export type { LimitWindow, SourceLimits };

const POLL_MILLISECONDS = 15_000;

export const limitsQuery = queryOptions({
  queryKey: ["limits"],
  queryFn: ({ signal }) => read<SourceLimits[]>("/limits", { signal }),
  refetchInterval: POLL_MILLISECONDS,
});
