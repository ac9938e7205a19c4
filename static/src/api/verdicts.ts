/** Verdicts beyond one request: what is remembered of an indicator, and what analysts say. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { decodeVerdict } from "./decode";
import { read, readPart, segment, send, write } from "./http";
import { isObject } from "./json";
import type { Change, Compared, Comparison, Override, OverrideCreate } from "./named";
import type { AskedBefore, Indicator, Verdict } from "./types";

export type { Change, Compared, Comparison, Override, OverrideCreate };

/** What is known of an indicator from all requests; `requests` newest first. */
export type Memory = {
  latest: Verdict | null;
  override: Override | null;
  requests: AskedBefore[];
};

export const memoryQuery = ({ kind, data }: Indicator) =>
  queryOptions({
    queryKey: ["indicators", kind, data],
    queryFn: async ({ signal }): Promise<Memory> => {
      const path = `/indicators/${segment(kind)}/${segment(data)}` as const;
      const known = await read<Partial<Memory>>(path, { signal });
      return {
        latest: isObject(known.latest) ? decodeVerdict(known.latest) : null,
        override: known.override ?? null,
        requests: known.requests ?? [],
      };
    },
  });

export function createOverride(override: OverrideCreate): Promise<Override> {
  return write("POST", "/overrides", override);
}

export async function deleteOverride(id: string): Promise<void> {
  await send("DELETE", `/overrides/${segment(id)}`);
}

/** Two requests side by side, part after part; the first says all but the changes. */
export const comparisonQuery = (a: string, b: string) =>
  infiniteQueryOptions({
    queryKey: ["requests", "compare", a, b],
    queryFn: ({ pageParam, signal }) =>
      readPart<Comparison>("/requests/compare", {
        query: { a, b, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (part) => part.cursor,
  });
