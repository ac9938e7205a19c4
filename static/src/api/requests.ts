/** Questions: asking, stopping, and those of before. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { read, readPage, segment, send, TroubleError } from "./http";
import { isObject } from "./json";
import type { components } from "./schema";
import { strange } from "./trouble";

type Schemas = components["schemas"];

export type Request = Schemas["Request"];
export type RequestCreate = Schemas["RequestCreate"];
export type HistoryEntry = Schemas["HistoryEntry"];

const PAGE = 100;

/** Asks sources; returns the request's id as soon as it is accepted. */
export async function createRequest(
  question: Omit<RequestCreate, "wait">,
  signal?: AbortSignal,
): Promise<string> {
  const response = await send("POST", "/requests", question, signal);
  const body: unknown = await response.json().catch(() => null);
  const id = isObject(body) ? body.id : null;
  if (typeof id !== "string" || id === "") throw new TroubleError(strange("It names no request."));
  return id;
}

export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ["requests", id],
    queryFn: ({ signal }) => read<Request>(`/requests/${segment(id)}`, { signal }),
  });

/** All requests that match `q`, newest first, page after page. */
export const requestsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["requests", "list", q],
    queryFn: ({ pageParam, signal }) =>
      readPage<Request>("/requests", {
        query: { limit: PAGE, cursor: pageParam ?? undefined, q: q === "" ? undefined : q },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  });

/** Stops asking; what was answered stays. */
export async function cancelRequest(id: string): Promise<void> {
  await send("DELETE", `/requests/${segment(id)}`);
}
