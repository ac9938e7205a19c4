/** What the server's own description (schema.ts) does not say yet, by its names. */

import type { components } from "./schema";
import type { AskedBefore, Indicator, Level, LimitLeft, Status } from "./types";

type Schemas = components["schemas"];

/** Paths of the API beside those of the description. */
export type ComingPath =
  | "/requests/compare"
  | "/uploads"
  | "/indicators/extract"
  | "/indicators/{kind}/{value}"
  | "/ignoreLists"
  | "/ignoreLists/{id}"
  | "/ignoreLists/{id}/entries"
  | "/ignoreLists/{id}/entries/{entryId}"
  | "/ignoreLists/{id}/entries/paste"
  | "/ignoreLists/{id}/entries/csv"
  | "/ignoreLists/{id}/sources"
  | "/ignoreLists/{id}/providers"
  | "/ignoreLists/test"
  | "/ignoreLists/import"
  | "/providers"
  | "/limits"
  | "/overrides"
  | "/overrides/{id}"
  | "/watchlists"
  | "/watchlists/{id}"
  | "/watchlists/{id}/run"
  | "/watchlists/{id}/changes"
  | "/notifications"
  | "/notifications/read"
  | "/notifications/{id}/read"
  | "/sources/{id}/run"
  | "/sources/{id}/runs"
  | "/sources/{id}/runs/{runId}";

// --- requests

export type ComingPreviewed = {
  indicator: { askedBefore?: AskedBefore | null; hits?: IgnoreHit[] };
  source: { limits?: LimitLeft[] };
};

// --- extraction

export type Upload = { id: string; name: string; size: number };

export type Extracted = {
  indicator: Schemas["Indicator"];
  count: number;
  /** Where it was first: `line` counts from 1, `part` is a page, an attachment, a sheet. */
  first: { offset: number; line: number; context: string; part: string };
  special: Schemas["Special"] | null;
};

export type Extraction = {
  indicators: Extracted[];
  /** There was more than is taken. */
  truncated: boolean;
  warnings: string[];
};

// --- ignore lists

export const ACTIONS = ["BLOCK", "ANNOTATE"] as const;
export type ListAction = (typeof ACTIONS)[number];

export const MATCHINGS = ["EXACT", "SUBDOMAIN", "CIDR", "WILDCARD", "REGEX", "SUBSTRING"] as const;
export type Matching = (typeof MATCHINGS)[number];

export type IgnoreHit = {
  listId: string;
  listName: string;
  entry: string;
  matching: Matching;
  action: ListAction;
  scope: "GLOBAL" | "PROVIDER" | "SOURCE" | "NONE";
};

export type IgnoreList = {
  id: string;
  createdAt: string;
  updatedAt: string;
  name: string;
  slug: string;
  description: string;
  enabled: boolean;
  global: boolean;
  action: ListAction;
  /** Those of the indicators that it is about; null is any. */
  kinds: string[] | null;
  expiresAt: string | null;
  entryCount: number;
  origin: "MANUAL" | "MISP_WARNINGLIST";
  version: string | null;
};

export type IgnoreListCreate = Pick<IgnoreList, "name" | "description" | "enabled" | "global"> &
  Partial<Pick<IgnoreList, "action" | "expiresAt">>;

export type IgnoreEntry = {
  id: string;
  createdAt: string;
  updatedAt: string;
  data: string;
  indicatorKind: string | null;
  matching: Matching;
  comment: string;
  expiresAt: string | null;
};

export type PasteOutcome = {
  added: number;
  duplicates: number;
  refused: { line: number; text: string; message: string }[];
};

export type Tested = {
  value: string;
  indicator: Indicator | null;
  hits: IgnoreHit[];
  /** Why it is nothing that can be asked about. */
  error: string | null;
};

export type ListImport = {
  uploadId: string;
  format?: "misp-warninglist" | "csv" | "text";
  /** Of a list that does not bring its own. */
  name?: string;
  enabled?: boolean;
  global?: boolean;
  action?: ListAction;
};

export type ImportedList = {
  name: string;
  outcome: "CREATED" | "UPDATED" | "UNCHANGED" | "REFUSED";
  listId: string | null;
  entries: number;
  added: number;
  removed: number;
  /** How many entries were of no use. */
  unfit: number;
  /** Why it was refused. */
  detail: string;
};

export type Imported = { lists: ImportedList[]; passedOver: number };

export type Provider = { id: string; name: string; slug: string; enabled: boolean };

// --- limits

export type LimitWindow = LimitLeft & {
  used: number;
  resetsAt: string | null;
  origin: "DECLARED" | "SET" | "VENDOR";
};

export type SourceLimits = {
  sourceId: string;
  slug: string;
  name: string;
  secretName: string | null;
  windows: LimitWindow[];
  /** What background work leaves to people. */
  reservePercent: number;
  /** HALF_OPEN: one question may try. */
  circuit: { state: "CLOSED" | "OPEN" | "HALF_OPEN"; openUntil: string | null };
};

export type ComingSource = {
  /** Null: those that the source declares. */
  limits: { count: number; seconds: number }[] | null;
  limitWait: "WAIT" | "REFUSE";
  limitReservePercent: number;
};

// --- verdicts of analysts

export type Override = {
  id: string;
  pattern: string;
  matching: "EXACT" | "WILDCARD";
  kind: string | null;
  level: Level;
  reason: string;
  expiresAt: string | null;
  createdAt: string;
  createdUserId: string | null;
  authorName: string | null;
};

export type OverrideCreate = Pick<
  Override,
  "pattern" | "matching" | "kind" | "level" | "reason" | "expiresAt"
>;

/** What is compared of a result, or with `status` null of a verdict. */
export type Compared = {
  status: Status | null;
  level: Level | null;
  score: number | null;
  tags: string[];
  families: string[];
};

export type Change = {
  indicator: Indicator;
  /** Null: the verdict on it. */
  sourceId: string | null;
  sourceName: string | null;
  change: "CHANGED" | "NEW" | "GONE";
  before: Compared | null;
  after: Compared | null;
};

/** Two requests side by side: what changed first, then what is new, then what is gone. */
export type Comparison = {
  a: Schemas["Request"];
  b: Schemas["Request"];
  counts: { changed: number; new: number; gone: number; same: number };
  changes: Change[];
};

// --- watching

export type Watchlist = {
  id: string;
  name: string;
  description: string;
  enabled: boolean;
  indicators: Indicator[];
  sourceIds: string[];
  presetId: string | null;
  intervalSeconds: number;
  lastRunAt: string | null;
  nextRunAt: string | null;
  lastRequestId: string | null;
};

export type WatchlistSet = Pick<
  Watchlist,
  "name" | "description" | "enabled" | "indicators" | "sourceIds" | "presetId" | "intervalSeconds"
>;

export type WatchChange = {
  id: string;
  createdAt: string;
  indicator: Indicator;
  before: Level | null;
  after: Level | null;
  requestId: string;
};

export type Notification = {
  id: string;
  createdAt: string;
  kind: string;
  severity: string;
  title: string;
  detail: string;
  link: string | null;
  readAt: string | null;
};

// --- runs of sources' background work

export type SourceRun = {
  id: string;
  startedAt: string;
  endedAt: string | null;
  /** RUNNING also while it waits for its turn. */
  outcome: "RUNNING" | "DONE" | "FAILED" | "INTERRUPTED";
  rows: number | null;
  error: string | null;
  trigger: "SCHEDULE" | "PERSON";
};

export type SourceRunWithLog = SourceRun & { log: Schemas["TrialLine"][] };
