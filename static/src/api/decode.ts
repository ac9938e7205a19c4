/**
 * Events as they come off the wire, made into the types that the page draws.
 *
 * Reads what it knows and lets the rest pass, so that a newer server's further fields and events
 * do no harm. A missing list is an empty one; a missing name falls back to the slug.
 */

import { isObject, type Json } from "./json";
import type { ServerEvent } from "./sse";
import {
  type AskedBefore,
  type Cache,
  type Element,
  type Failure,
  type Indicator,
  LEVELS,
  type Level,
  type LimitLeft,
  type Link,
  type Overriding,
  type Planned,
  type Result,
  type RunEvent,
  type Skip,
  type Status,
  type Verdict,
} from "./types";

const STATUSES: readonly Status[] = ["FOUND", "NOT_FOUND", "SKIPPED", "ERROR"];

/** The event, or null when it is of a type that this page does not know. Throws on unreadable data. */
export function decodeEvent(event: ServerEvent): RunEvent | null {
  const seq = event.id !== null && /^\d+$/.test(event.id) ? Number(event.id) : null;
  const decode = DECODERS[event.type];
  if (decode === undefined) return null;
  const json: unknown = JSON.parse(event.data);
  if (!isObject(json)) throw new Error(`event ${event.type}: an object was expected`);
  return { seq, ...decode(json) };
}

type Body<E = RunEvent> = E extends RunEvent ? Omit<E, "seq"> : never;

const DECODERS: Record<string, (json: Json) => Body> = {
  start: (json) => ({
    type: "start",
    data: {
      requestId: text(json.requestId),
      indicators: list(json.indicators).map(indicator),
      planned: list(json.planned).map(planned),
      total: number(json.total) ?? list(json.planned).length,
    },
  }),
  result: (json) => ({ type: "result", data: result(json) }),
  verdict: (json) => ({ type: "verdict", data: verdict(json) }),
  progress: (json) => ({
    type: "progress",
    data: { done: number(json.done) ?? 0, total: number(json.total) ?? 0 },
  }),
  done: (json) => {
    const counts = object(json.counts);
    const count = (name: string) => number(counts[name]) ?? 0;
    return {
      type: "done",
      data: {
        counts: {
          found: count("found"),
          notFound: count("notFound"),
          skipped: count("skipped"),
          error: count("error"),
        },
        startedAt: textOrNull(json.startedAt),
        endedAt: textOrNull(json.endedAt),
        cancelled: json.state === "CANCELLED",
      },
    };
  },
};

/** A result as it stands in a list of them. */
export function decodeResult(value: unknown): Result {
  return result(object(value));
}

export function decodeVerdict(value: unknown): Verdict {
  return verdict(object(value));
}

function result(json: Json): Result {
  const status = STATUSES.find((known) => known === json.status);
  if (status === undefined) throw new Error(`event result: unknown status ${json.status}`);
  return {
    ...source(json),
    status,
    verdict: level(json.verdict),
    score: number(json.score),
    confidence: number(json.confidence),
    tags: list(json.tags).map(text),
    families: list(json.families).map(text),
    elements: list(json.elements).map(decodeElement),
    links: list(json.links).map(link),
    error: failure(json.error),
    skips: skips(json.skips),
    firstSeen: textOrNull(json.firstSeen),
    lastSeen: textOrNull(json.lastSeen),
    asOf: textOrNull(json.asOf),
    startedAt: textOrNull(object(json.timing).startedAt),
    milliseconds: number(object(json.timing).milliseconds),
    cache: cache(json.cache),
    limitsLeft: list(json.limitsLeft).map(limitLeft),
    logs: list(json.logs).map(text),
    raw: json.raw ?? null,
  };
}

function verdict(json: Json): Verdict {
  return {
    indicator: indicator(json.indicator),
    level: level(json.level) ?? "UNKNOWN",
    score: number(json.score),
    reason: text(json.reason),
    decidedBy: list(json.decidedBy).map(text),
    disagree: list(json.disagree).map(text),
    silent: list(json.silent).map((one) => ({
      slug: text(object(one).slug),
      why: text(object(one).why),
    })),
    lists: list(json.lists).map(text),
    override: overriding(json.override),
    askedBefore: askedBefore(json.askedBefore),
  };
}

function overriding(value: unknown): Overriding | null {
  if (!isObject(value)) return null;
  return {
    id: text(value.id),
    level: level(value.level) ?? "UNKNOWN",
    reason: text(value.reason),
    authorName: text(value.authorName),
    policyLevel: level(value.policyLevel),
  };
}

function askedBefore(value: unknown): AskedBefore | null {
  if (!isObject(value) || text(value.requestId) === "") return null;
  return {
    requestId: text(value.requestId),
    createdAt: text(value.createdAt),
    userName: textOrNull(value.userName),
    level: level(value.level),
  };
}

function limitLeft(value: unknown): LimitLeft {
  const json = object(value);
  return {
    seconds: number(json.seconds) ?? 0,
    limit: number(json.limit) ?? 0,
    left: number(json.left) ?? 0,
  };
}

function source(json: Json) {
  const slug = text(json.slug);
  return {
    sourceId: text(json.sourceId) || slug,
    slug,
    name: text(json.name) || slug,
    indicator: indicator(json.indicator),
  };
}

function planned(value: unknown): Planned {
  const json = object(value);
  return { ...source(json), skips: skips(json.skips) };
}

function indicator(value: unknown): Indicator {
  const json = object(value);
  return { data: text(json.data), kind: text(json.kind) };
}

/** The server names every reason; the first is the one that a reader needs. */
function skips(value: unknown): Skip[] {
  return list(value)
    .filter(isObject)
    .map(({ reason, detail }) => ({ reason: text(reason), detail: text(detail) }));
}

function failure(value: unknown): Failure | null {
  if (!isObject(value)) return null;
  return { kind: text(value.kind), detail: text(value.detail) };
}

function cache(value: unknown): Cache | null {
  if (!isObject(value)) return null;
  return {
    action: text(value.action),
    cachedAt: textOrNull(value.cachedAt),
    expiresAt: textOrNull(value.expiresAt),
  };
}

/** An element of an answer, whatever it lacks. */
export function decodeElement(value: unknown): Element {
  const json = object(value);
  return {
    kind: text(json.kind),
    label: text(json.label),
    value: json.value,
    colour: level(json.colour),
  };
}

function link(value: unknown): Link {
  const json = object(value);
  return { label: text(json.label), url: text(json.url) };
}

function level(value: unknown): Level | null {
  return LEVELS.find((known) => known === value) ?? null;
}

function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
