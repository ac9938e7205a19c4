/** Questions: asking, stopping, and those of before. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { decodeResult, decodeVerdict } from "./decode";
import { read, readPage, segment, send, TroubleError, write } from "./http";
import { isObject } from "./json";
import type { components } from "./schema";
import { strange } from "./trouble";
import type { Level, Result, Verdict } from "./types";

type Schemas = components["schemas"];

export type Request = Schemas["Request"];
export type RequestCreate = Schemas["RequestCreate"];
export type Question = Omit<RequestCreate, "wait">;

export type PreviewedIndicator = Schemas["PreviewedIndicator"];
export type PreviewedSource = Schemas["PreviewedSource"];
/** What a request would ask; lists have the first of many, numbers count all. */
export type Preview = Schemas["Preview"];

/** Traffic Light Protocol 2.0: with whom it may be shared. From all to nobody. */
export const TLPS = [
  "CLEAR",
  "GREEN",
  "AMBER",
  "AMBER_STRICT",
  "RED",
] as const satisfies readonly Schemas["Tlp"][];
export type Tlp = (typeof TLPS)[number];

/** Permissible Actions Protocol: what may be done with it. */
export const PAPS = ["CLEAR", "GREEN", "AMBER", "RED"] as const satisfies readonly Schemas["Pap"][];
export type Pap = (typeof PAPS)[number];

const PAGE = 100;

/** Asks sources; returns the request's id as soon as it is accepted. */
export async function createRequest(question: Question, signal?: AbortSignal): Promise<string> {
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

/** What asking would do: who is asked, what leaves, what is left of limits. Nothing is asked. */
export function previewRequest(question: Question): Promise<Preview> {
  return write<Preview>("POST", "/requests/preview", question);
}

export async function pauseRequest(id: string): Promise<void> {
  await send("POST", `/requests/${segment(id)}/pause`);
}

export async function resumeRequest(id: string): Promise<void> {
  await send("POST", `/requests/${segment(id)}/resume`);
}

/** One indicator of a request with its verdict so far; `position` counts from 0. */
export type Judged = {
  position: number;
  indicator: Schemas["Indicator"];
  verdict: Verdict | null;
};

/**
 * The indicators of a request in the order of the question, page after page; of one level, or all.
 * `over` is in the key: once the request has ended, they are read once more.
 */
export const judgedQuery = (id: string, level: Level | null, over: boolean) =>
  infiniteQueryOptions({
    queryKey: ["requests", id, "indicators", level, over],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: JUDGED_PAGE, first: pageParam, level: level ?? undefined };
      const page = await readPage<Schemas["JudgedIndicator"]>(
        `/requests/${segment(id)}/indicators`,
        { query, signal },
        "first",
      );
      return { ...page, items: page.items.map(judged) };
    },
    initialPageParam: "0",
    getNextPageParam: (page) => page.cursor,
  });

const JUDGED_PAGE = 500;

function judged({ position, indicator, verdict }: Schemas["JudgedIndicator"]): Judged {
  return { position, indicator, verdict: verdict === null ? null : decodeVerdict(verdict) };
}

/** As many sources as are read of at once. */
const RESULTS_AT_MOST = 1_000;

/** What sources said of one indicator of a request, so far. */
export const resultsQuery = (id: string, position: number) =>
  queryOptions({
    queryKey: ["requests", id, "results", position],
    queryFn: async ({ signal }) => {
      const entries = await read<Schemas["HistoryEntry"][]>(`/requests/${segment(id)}/results`, {
        query: { limit: RESULTS_AT_MOST, position },
        signal,
      });
      return entries.map(({ result }): Result => decodeResult(result));
    },
  });

/** Stops asking; what was answered stays. */
export async function cancelRequest(id: string): Promise<void> {
  await send("DELETE", `/requests/${segment(id)}`);
}
