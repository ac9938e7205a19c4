/** The server's own types (schema.ts) by the names that pages use. */

import type { components } from "./schema";

type Schemas = components["schemas"];

// --- extraction

export type Upload = Schemas["Upload"];
export type Extracted = Schemas["ExtractedIndicator"];
export type Extraction = Schemas["Extracted"];

// --- ignore lists

export const ACTIONS = ["BLOCK", "ANNOTATE"] as const satisfies readonly Schemas["Action"][];
export type ListAction = Schemas["Action"];

export const MATCHINGS = [
  "EXACT",
  "SUBDOMAIN",
  "CIDR",
  "WILDCARD",
  "REGEX",
  "SUBSTRING",
] as const satisfies readonly Schemas["Matching"][];
export type Matching = Schemas["Matching"];

export type IgnoreHit = Schemas["ListHit"];
export type IgnoreList = Schemas["IgnoreList"];
export type IgnoreListCreate = Schemas["IgnoreListCreate"];
export type IgnoreEntry = Schemas["IgnoreListEntry"];
export type PasteOutcome = Required<Schemas["Added"]>;
export type Tested = Required<Schemas["Tested"]>;
export type ListImport = Schemas["ImportLists"];
export type ImportedList = Required<Schemas["ImportedList"]>;
export type Imported = { lists: ImportedList[]; passedOver: number };
export type Provider = Schemas["ProviderView"];

// --- limits

export type LimitWindow = Schemas["LimitState"];
export type SourceLimits = Schemas["SourceLimits"];

// --- health of sources, and their feeds

export type SourceHealth = Schemas["SourceHealth"];
export type HealthWindow = Schemas["HealthWindow"];
export type Probe = Schemas["ProbeView"];
/** Parts as the server sends them: with everything, null where there is nothing. */
export type FeedPart = Required<Schemas["FeedPart"]>;
export type Feed = Omit<Schemas["Feed"], "parts"> & { parts: FeedPart[] };
export type FeedImport = Schemas["ImportFeed"];
export type FeedImported = Schemas["FeedImported"];

// --- verdicts of analysts

export type Override = Schemas["Override"];
export type OverrideCreate = Schemas["OverrideCreate"];

/** What is compared of a result, or with `status` null of a verdict. */
export type Compared = Required<Schemas["Cell"]>;
export type Change = Omit<Schemas["CellChange"], "before" | "after"> & {
  before: Compared | null;
  after: Compared | null;
};
/** Two requests side by side: what changed first, then what is new, then what is gone. */
export type Comparison = Omit<Schemas["Comparison"], "changes" | "counts"> & {
  changes: Change[];
  counts: Required<Schemas["ChangeCounts"]>;
};

// --- watching

export type Watchlist = Schemas["Watchlist"];
export type WatchlistSet = Schemas["WatchlistCreate"];
export type WatchRun = Schemas["WatchlistRun"];
export type WatchChange = Schemas["WatchlistChange"];
export type Notification = Schemas["Notification"];

// --- runs of sources' background work

export type SourceRun = Schemas["Run"];
export type SourceRunWithLog = Schemas["RunWithLog"];
