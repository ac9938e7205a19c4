/**
 * What went wrong between the page and the server, as data. `ui/trouble-notice.tsx` says it in the
 * reader's language: what happened, and what to do next.
 */

import { isObject } from "./json";

export const TROUBLE_KINDS = [
  "unreachable",
  "strange",
  "signedOut",
  "forbidden",
  "missing",
  "conflict",
  "invalid",
  "tooOften",
  "broken",
  "refused",
] as const;
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

export type Trouble = {
  kind: TroubleKind;
  /** The HTTP status, null when there was none. */
  status: number | null;
  /** The server's own sentences, or what was odd about its answer. */
  details: string[];
  /** What is wrong with each value of the body, by JSON pointer ("/sourceCode"). */
  fields: Record<string, string>;
  /** Trying the same again may help. */
  again: boolean;
  /** Seconds to wait before. */
  wait: number | null;
  traceId: string | null;
};

const NOTHING = { status: null, details: [], fields: {}, wait: null, traceId: null };

/** The server did not answer at all, or the connection broke. */
export const UNREACHABLE: Trouble = { ...NOTHING, kind: "unreachable", again: true };

/** Something answered, but not in the words of our API: often a proxy in between. */
export function strange(detail: string): Trouble {
  return { ...NOTHING, kind: "strange", details: [detail], again: true };
}

/** A refusal: `body` is the problem document (RFC 9457) when there was one. */
export function refused(status: number, body: unknown, retryAfter: string | null): Trouble {
  const problem = isObject(body) ? body : {};
  const fields = byPointer(problem.errors);
  const detail =
    typeof problem.detail === "string" && problem.detail !== "" ? [problem.detail] : [];
  const said = Object.values(fields);
  return {
    kind: kindOf(status),
    status,
    // What is wrong with each value says more than the sentence about them all.
    details: [...new Set(said.length > 0 ? said : detail)],
    fields,
    again: status === 429 || status === 408 || status >= 500,
    wait: retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null,
    traceId: typeof problem.traceId === "string" ? problem.traceId : null,
  };
}

/** What the server says about one field of the body: `/name` and what lies within `/name/…`. */
export function fieldTrouble(trouble: Trouble | null, pointer: string): string | null {
  const found = Object.entries(trouble?.fields ?? {}).filter(
    ([at]) => at === pointer || at.startsWith(`${pointer}/`),
  );
  return found.length === 0 ? null : found.map(([, message]) => message).join(" ");
}

function byPointer(errors: unknown): Record<string, string> {
  if (!Array.isArray(errors)) return {};
  const said = errors.filter(isObject).flatMap(({ pointer, message }): [string, string][] => {
    if (typeof message !== "string" || message === "") return [];
    return [[typeof pointer === "string" ? pointer : "", message]];
  });
  return Object.fromEntries(said);
}

function kindOf(status: number): TroubleKind {
  const known: Record<number, TroubleKind> = {
    400: "invalid",
    401: "signedOut",
    403: "forbidden",
    404: "missing",
    409: "conflict",
    413: "invalid",
    422: "invalid",
    429: "tooOften",
  };
  return known[status] ?? (status >= 500 ? "broken" : "refused");
}
