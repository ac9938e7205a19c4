/**
 * What is known about a running request, folded from its events.
 *
 * Every part remembers the number of the event that it came from, so that an event that is applied
 * twice, as after a reconnect, changes nothing: `apply` then returns the very same state.
 */

import type { Done, Indicator, Planned, Result, RunEvent, Start, Verdict } from "@/api/types";

type At<T> = { seq: number | null; data: T };

export type RunState = {
  start: At<Start> | null;
  results: ReadonlyMap<string, At<Result>>;
  verdicts: ReadonlyMap<string, At<Verdict>>;
  progress: { done: number; total: number } | null;
  done: At<Done> | null;
};

export const EMPTY: RunState = {
  start: null,
  results: new Map(),
  verdicts: new Map(),
  progress: null,
  done: null,
};

export function applyAll(state: RunState, events: readonly RunEvent[]): RunState {
  return events.reduce(apply, state);
}

export function apply(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case "start":
      return isOld(state.start, event) ? state : { ...state, start: at(event, event.data) };
    case "result":
      return withEntry(state, "results", answerKey(event.data), at(event, event.data));
    case "verdict":
      return withEntry(
        state,
        "verdicts",
        indicatorKey(event.data.indicator),
        at(event, event.data),
      );
    case "progress": {
      const now = state.progress;
      if (now !== null && event.data.done <= now.done && event.data.total === now.total) {
        return state; // progress only goes forward
      }
      return { ...state, progress: event.data };
    }
    case "done":
      return isOld(state.done, event) ? state : { ...state, done: at(event, event.data) };
  }
}

function at<T>(event: RunEvent, data: T): At<T> {
  return { seq: event.seq, data };
}

function isOld(known: At<unknown> | null | undefined, event: { seq: number | null }): boolean {
  if (known === null || known === undefined) return false;
  if (event.seq === null) return known.seq !== null;
  return known.seq !== null && event.seq <= known.seq;
}

function withEntry<N extends "results" | "verdicts">(
  state: RunState,
  name: N,
  key: string,
  entry: N extends "results" ? At<Result> : At<Verdict>,
): RunState {
  const map: ReadonlyMap<string, At<unknown>> = state[name];
  if (isOld(map.get(key), entry)) return state;
  return { ...state, [name]: new Map(map).set(key, entry) };
}

function indicatorKey(indicator: Indicator): string {
  return `${indicator.kind} ${indicator.data}`;
}

function answerKey(one: Pick<Result, "sourceId" | "indicator">): string {
  return `${one.sourceId} ${indicatorKey(one.indicator)}`;
}

/** One line of the list: a source that answered, was left out, or still owes its answer. */
export type Row = { key: string; plan: Planned | null; result: Result | null };

export const GROUPS = ["found", "waiting", "error", "notFound", "skipped"] as const;
export type Group = (typeof GROUPS)[number];

/** Rows by group; within a group as planned, answers by weight of their verdict. */
export function groupRows(state: RunState): Record<Group, Row[]> {
  const groups: Record<Group, Row[]> = {
    found: [],
    waiting: [],
    error: [],
    notFound: [],
    skipped: [],
  };
  for (const row of rows(state)) groups[groupOf(row)].push(row);
  groups.found.sort((a, b) => weight(a) - weight(b));
  return groups;
}

function rows(state: RunState): Row[] {
  const planned = new Map<string, Row>();
  for (const plan of state.start?.data.planned ?? []) {
    const key = answerKey(plan);
    planned.set(key, { key, plan, result: state.results.get(key)?.data ?? null });
  }
  for (const [key, { data }] of state.results) {
    if (!planned.has(key)) planned.set(key, { key, plan: null, result: data });
  }
  return [...planned.values()];
}

function groupOf({ plan, result }: Row): Group {
  if (result === null) return plan?.skip ? "skipped" : "waiting";
  if (result.status === "FOUND") return "found";
  if (result.status === "NOT_FOUND") return "notFound";
  return result.status === "ERROR" ? "error" : "skipped";
}

const WEIGHTS: Record<string, number> = {
  MALICIOUS: 0,
  SUSPICIOUS: 1,
  BENIGN: 2,
  INFORMATIONAL: 3,
  UNKNOWN: 4,
};

function weight({ result }: Row): number {
  return WEIGHTS[result?.verdict ?? "UNKNOWN"] ?? 4;
}

/** How many of how many sources are through; the server's count, and ours until it came. */
export function progressOf(state: RunState): { done: number; total: number } | null {
  const total = state.progress?.total ?? state.start?.data.total;
  if (total === undefined) return null;
  if (state.done !== null) return { done: total, total };
  return { done: Math.min(total, state.progress?.done ?? state.results.size), total };
}

/** Names of sources by slug, as far as they were planned or answered. */
export function namesOf(state: RunState): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const plan of state.start?.data.planned ?? []) names.set(plan.slug, plan.name);
  for (const { data } of state.results.values()) names.set(data.slug, data.name);
  return names;
}
