/** Whether the server can do its work. */

import { queryOptions } from "@tanstack/react-query";
import { read } from "./http";
import type { components } from "./schema";

export type Readiness = components["schemas"]["Readiness"];

const EVERY_MILLISECONDS = 60_000;

export const readinessQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => read<Readiness>("/health/ready", { signal }),
  refetchInterval: EVERY_MILLISECONDS,
  retry: false,
});
