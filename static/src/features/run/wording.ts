/** The API's codes in words. A code that is newer than this page is spelled out as it is. */

import type { Failure, Skip } from "@/api/types";
import type { PlainKey, Translate } from "@/i18n/translate";

const SKIP_WORDS: Record<string, PlainKey> = {
  UNSUPPORTED_INDICATOR: "run.skipUnsupported",
  SOURCE_DISABLED: "run.skipSource",
  PROVIDER_DISABLED: "run.skipProvider",
  RUNNER_DISABLED: "run.skipRunner",
  DISABLED_INDICATOR: "run.skipKind",
  WITHIN_IGNORE_LIST: "run.skipIgnored",
  MISSING_SECRET: "run.skipSecret",
  POLICY_TLP: "run.skipTlp",
  POLICY_PAP: "run.skipPap",
  OFFLINE: "run.skipOffline",
  PRIVATE_INDICATOR: "run.skipPrivate",
  LIMIT_REACHED: "run.skipLimit",
  CIRCUIT_OPEN: "run.skipCircuit",
  RUNNER_UNAVAILABLE: "run.skipRunnerAway",
  CANCELLED: "run.skipCancelled",
};

const FAILURE_WORDS: Record<string, PlainKey> = {
  TIMEOUT: "run.failTimeout",
  UNAUTHORIZED: "run.failUnauthorized",
  REQUEST_ERROR: "run.failRequest",
  RESPONSE_ERROR: "run.failResponse",
  DATABASE_ERROR: "run.failDatabase",
  INTERNAL_SERVER_ERROR: "run.failInternal",
  MISSING_SOURCE_CODE: "run.failNoCode",
  RATE_LIMITED: "run.failRateLimited",
  STALE: "run.failStale",
  INVALID_ANSWER: "run.failInvalid",
  MEMORY_LIMIT: "run.failMemory",
  OUTPUT_LIMIT: "run.failOutput",
  CODE_ERROR: "run.failCode",
};

const KIND_WORDS: Record<string, PlainKey> = {
  DOMAIN: "run.kindDomain",
  IPV4: "run.kindIpv4",
  IPV6: "run.kindIpv6",
  EMAIL: "run.kindEmail",
  CIDR: "run.kindCidr",
};

/** Names that are the same in every language; other abbreviations stand as they are. */
const KIND_NAMES: Record<string, string> = {
  SHA1: "SHA-1",
  SHA256: "SHA-256",
  SHA512: "SHA-512",
  SSDEEP: "ssdeep",
};

/** Kinds that are abbreviations stand as they are: URL, MD5, TLSH, ASN, CVE, and users' own. */
export function kindWords(t: Translate, kind: string): string {
  const key = KIND_WORDS[kind];
  return key === undefined ? (KIND_NAMES[kind] ?? kind) : t(key);
}

export function skipWords(t: Translate, skip: Skip | null): string {
  return words(t, SKIP_WORDS, skip?.reason ?? "");
}

export function failureWords(t: Translate, failure: Failure | null): string {
  return words(t, FAILURE_WORDS, failure?.kind ?? "");
}

/** Why a source had no say in the verdict: a code of either table, or a sentence of the server. */
export function silenceWords(t: Translate, why: string): string {
  if (why === "NOT_FOUND") return t("run.silentNotFound");
  const key = SKIP_WORDS[why] ?? FAILURE_WORDS[why];
  if (key !== undefined) return t(key);
  return isCode(why) ? spelled(why) : why;
}

function words(t: Translate, table: Record<string, PlainKey>, code: string): string {
  const key = table[code];
  if (key !== undefined) return t(key);
  return code === "" ? t("run.noReason") : spelled(code);
}

function isCode(text: string): boolean {
  return /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(text);
}

function spelled(code: string): string {
  return code.toLowerCase().replaceAll("_", " ");
}
