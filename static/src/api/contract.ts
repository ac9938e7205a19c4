/**
 * Shapes of routes that openapi.json does not describe yet.
 *
 * Once a route is there, its types come from `schema.ts`: take them out here.
 */

import type { components } from "./schema";
import type { Element, Indicator, Level, Link } from "./types";

type Kind = components["schemas"]["Kind"];

export type ContractPath =
  | "/providers"
  | "/secrets"
  | `/secrets/${string}`
  | `/sources/${string}/secrets`
  | "/sources/test"
  | `/sources/${string}/test`
  | "/indicators/detect";

/** What a source has more than `schema.ts` knows. */
export type SourceMore = {
  key: "NONE" | "FREE_KEY" | "PAID_KEY";
  keyUrl: string;
  providerName: string | null;
  /** Slots that are required and not linked. */
  missingSecrets: string[];
  feed: {
    parts: {
      name: string;
      rows: number | null;
      asOf: string | null;
      loadedAt: string | null;
      error: string | null;
    }[];
    maxAgeSeconds: number;
  } | null;
};

export type Provider = {
  id: string;
  createdAt: string;
  updatedAt: string;
  name: string;
  slug: string;
  description: string;
  url: string;
  favicon: string | null;
  tags: string[];
  enabled: boolean;
  numSources: number;
};

export type Secret = {
  id: string;
  createdAt: string;
  updatedAt: string;
  name: string;
  description: string;
  expiresAt: string | null;
  numSources: number;
};
export type SecretCreate = {
  name: string;
  value: string;
  description?: string;
  expiresAt?: string | null;
};

/** A source's slot for a secret, and the secret in it. */
export type SourceSecret = {
  id: string;
  secretId: string | null;
  name: string;
  description: string;
  required: boolean;
};

export type SourceTest = {
  indicator: { data: string; kind?: Kind };
  kind?: "PYTHON" | "JAVA_SCRIPT";
  sourceCode?: string;
  configValues?: unknown[];
  timeLimitSeconds?: number;
};

export type SourceTestResult = {
  indicator: Indicator;
  status: "FOUND" | "NOT_FOUND" | "ERROR" | "SKIPPED";
  answer: {
    verdict: Level | null;
    score: number | null;
    tags: string[];
    elements: Element[];
    links: Link[];
  } | null;
  raw: unknown;
  error: { kind: string; detail: string; line: number; traceback: string } | null;
  logs: { time: string; level: string; message: string }[];
  timing: { totalMs: number; codeMs: number; waitedMs: number };
};

export type Detection = {
  value: string;
  indicator: { data: string; kind: Kind } | null;
  alternatives: Kind[];
  reason: string;
  error: string | null;
  special: string | null;
};

export type RequestMore = { indicatorCount?: number };
