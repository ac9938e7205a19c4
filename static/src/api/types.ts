/** What the server's API says, as this page reads it: events of a request and their parts. */

export const LEVELS = ["MALICIOUS", "SUSPICIOUS", "BENIGN", "INFORMATIONAL", "UNKNOWN"] as const;
/** Verdict levels, worst first. */
export type Level = (typeof LEVELS)[number];

export type Status = "FOUND" | "NOT_FOUND" | "SKIPPED" | "ERROR";

/** A value and its kind. Kinds are open: users may define more. */
export type Indicator = { data: string; kind: string };

/** Why a source was not asked. `reason` is one of the API's enum, or one that is newer than this page. */
export type Skip = { reason: string; detail: string };

/** Why a source that was asked gave no answer. */
export type Failure = { kind: string; detail: string };

/** One labelled piece of an answer; `value` by kind, checked where it is drawn. */
export type Element = { kind: string; label: string; value: unknown; colour: Level | null };

export type Link = { label: string; url: string };

/** Times are RFC 3339. */
export type Cache = { action: string; cachedAt: string | null; expiresAt: string | null };

export type Planned = {
  sourceId: string;
  slug: string;
  name: string;
  indicator: Indicator;
  /** Every reason not to ask; none when it is asked. */
  skips: Skip[];
};

/** What is left of a source's limits, after it was asked. */
export type LimitLeft = { seconds: number; limit: number; left: number };

export type Result = {
  sourceId: string;
  slug: string;
  name: string;
  indicator: Indicator;
  status: Status;
  verdict: Level | null;
  score: number | null;
  confidence: number | null;
  tags: string[];
  families: string[];
  elements: Element[];
  links: Link[];
  error: Failure | null;
  skips: Skip[];
  firstSeen: string | null;
  lastSeen: string | null;
  /** How old what was read is: a feed's import. */
  asOf: string | null;
  startedAt: string | null;
  milliseconds: number | null;
  cache: Cache | null;
  limitsLeft: LimitLeft[];
  logs: string[];
  raw: unknown;
};

/** A verdict that a person gave, in place of the sources'. */
export type Overriding = {
  id: string;
  level: Level;
  reason: string;
  authorName: string;
  /** What the sources' answers alone would make. */
  policyLevel: Level | null;
};

/** Who asked about the same before. */
export type AskedBefore = {
  requestId: string;
  createdAt: string;
  userName: string | null;
  level: Level | null;
};

export type Verdict = {
  indicator: Indicator;
  level: Level;
  score: number | null;
  reason: string;
  decidedBy: string[];
  disagree: string[];
  silent: { slug: string; why: string }[];
  /** Ignore lists that it is on, by name. */
  lists: string[];
  override: Overriding | null;
  askedBefore: AskedBefore | null;
};

export type Start = {
  requestId: string;
  indicators: Indicator[];
  planned: Planned[];
  total: number;
};
export type Progress = { done: number; total: number };
export type Counts = { found: number; notFound: number; skipped: number; error: number };
export type Done = {
  counts: Counts;
  startedAt: string | null;
  endedAt: string | null;
  cancelled: boolean;
};

/** One event of a request; `seq` is its number within the request, null when it came without. */
export type RunEvent = { seq: number | null } & (
  | { type: "start"; data: Start }
  | { type: "result"; data: Result }
  | { type: "verdict"; data: Verdict }
  | { type: "progress"; data: Progress }
  | { type: "done"; data: Done }
);
