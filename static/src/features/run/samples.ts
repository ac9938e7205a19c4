/** Events that the tests of this folder are made of. */

import { decodeEvent } from "@/api/decode";
import type { RunEvent } from "@/api/types";

export const INDICATOR = { data: "192.0.2.55", kind: "IPV4" };
export const DOMAIN = { data: "example.com", kind: "DOMAIN" };

export function event(id: number | null, type: string, data: object): RunEvent {
  const read = decodeEvent({ id: id === null ? null : `${id}`, type, data: JSON.stringify(data) });
  if (read === null) throw new Error(`${type} is not known`);
  return read;
}

/** A question to a source, or with a status its result. */
export function source(slug: string, more: object = {}) {
  return { sourceId: `src_${slug}`, slug, name: slug.toUpperCase(), indicator: INDICATOR, ...more };
}

const SKIP = { reason: "MISSING_SECRET", detail: "" };

/** One indicator at five sources: two find it, one fails, one does not know it, one is skipped. */
export const RUN: readonly RunEvent[] = [
  event(1, "start", {
    requestId: "AbCdEfGhIjKl",
    indicators: [INDICATOR],
    planned: [source("a"), source("b"), source("c"), source("d"), source("e", { skips: [SKIP] })],
    total: 4,
  }),
  event(2, "result", source("b", { status: "FOUND", verdict: "SUSPICIOUS" })),
  event(3, "verdict", { indicator: INDICATOR, level: "SUSPICIOUS", reason: "B says so." }),
  event(4, "progress", { done: 1, total: 4 }),
  event(5, "result", source("a", { status: "ERROR", error: { kind: "TIMEOUT", detail: "" } })),
  event(6, "progress", { done: 2, total: 4 }),
  event(7, "result", source("c", { status: "FOUND", verdict: "MALICIOUS" })),
  event(8, "verdict", { indicator: INDICATOR, level: "MALICIOUS", reason: "C says so." }),
  event(9, "progress", { done: 3, total: 4 }),
  event(10, "result", source("d", { status: "NOT_FOUND" })),
  event(11, "progress", { done: 4, total: 4 }),
  event(12, "done", { counts: { found: 2, notFound: 1, skipped: 1, error: 1 } }),
];

type Said = Record<string, object>;

/** A run about many: for each value what sources say, and the verdict. All of one kind. */
export function runOf(
  values: Record<string, { says?: Said; verdict?: string; score?: number; kind?: string }>,
  done = true,
): RunEvent[] {
  const events: RunEvent[] = [];
  const indicators = Object.entries(values).map(([data, { kind = "IPV4" }]) => ({ data, kind }));
  const questions = indicators.flatMap((indicator) =>
    Object.keys(values[indicator.data]?.says ?? {}).map((slug) => source(slug, { indicator })),
  );
  const add = (type: string, data: object) => events.push(event(events.length + 1, type, data));
  add("start", { indicators, planned: questions, total: questions.length });
  for (const indicator of indicators) {
    const { says = {}, verdict, score } = values[indicator.data] ?? {};
    for (const [slug, result] of Object.entries(says)) {
      add("result", source(slug, { indicator, ...result }));
    }
    if (verdict) add("verdict", { indicator, level: verdict, score, reason: `${slugs(says)}.` });
  }
  if (done) add("done", { counts: {} });
  return events;
}

function slugs(says: Said): string {
  return Object.keys(says).join(", ");
}

export const FOUND = (verdict: string | null) => ({ status: "FOUND", verdict });
export const NOT_FOUND = { status: "NOT_FOUND" };
export const TIMEOUT = { status: "ERROR", error: { kind: "TIMEOUT", detail: "" } };
export const skipped = (reason: string) => ({ status: "SKIPPED", skips: [{ reason, detail: "" }] });
