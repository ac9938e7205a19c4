/** The API's codes in words. A code that is newer than this page is spelled out as it is. */

import type { Failure, Level, Skip } from "@/api/types";

export const LEVEL_WORDS: Record<Level, string> = {
  MALICIOUS: "Malicious",
  SUSPICIOUS: "Suspicious",
  BENIGN: "Benign",
  INFORMATIONAL: "Informational",
  UNKNOWN: "Unknown",
};

const SKIP_WORDS: Record<string, string> = {
  UNSUPPORTED_INDICATOR: "knows nothing of this kind of value",
  SOURCE_DISABLED: "the source is switched off",
  PROVIDER_DISABLED: "its provider is switched off",
  RUNNER_DISABLED: "the runner for its language is switched off",
  DISABLED_INDICATOR: "this kind of value is switched off for it",
  WITHIN_IGNORE_LIST: "the value is on an ignore list",
  MISSING_SECRET: "its API key is missing",
  POLICY_TLP: "the TLP marking forbids it",
  POLICY_PAP: "the PAP marking forbids it",
  OFFLINE: "offline: only local sources are asked",
  PRIVATE_INDICATOR: "a private value, not sent outside",
  LIMIT_REACHED: "its request limit is used up",
  CIRCUIT_OPEN: "resting after repeated failures",
  RUNNER_UNAVAILABLE: "its runner did not respond",
  CANCELLED: "the request was cancelled before",
};

const FAILURE_WORDS: Record<string, string> = {
  TIMEOUT: "no answer in time",
  UNAUTHORIZED: "the source refused access; check its API key",
  REQUEST_ERROR: "the source could not be reached or read",
  RESPONSE_ERROR: "the source answered with an error",
  DATABASE_ERROR: "the database failed",
  INTERNAL_SERVER_ERROR: "something failed inside the server",
  MISSING_SOURCE_CODE: "the source has no code",
  RATE_LIMITED: "the source takes no more questions for now",
  STALE: "the local copy is missing or too old; refresh or import its feed",
  INVALID_ANSWER: "its answer does not have the agreed shape",
  MEMORY_LIMIT: "its code used too much memory",
  OUTPUT_LIMIT: "its answer is too large",
  CODE_ERROR: "its code failed",
};

const KIND_WORDS: Record<string, string> = {
  DOMAIN: "Domain",
  IPV4: "IPv4 address",
  IPV6: "IPv6 address",
  EMAIL: "E-mail address",
  SHA1: "SHA-1",
  SHA256: "SHA-256",
  SHA512: "SHA-512",
  SSDEEP: "ssdeep",
  CIDR: "Network",
};

/** Kinds that are abbreviations stand as they are: URL, MD5, TLSH, ASN, CVE, and users' own. */
export function kindWords(kind: string): string {
  return KIND_WORDS[kind] ?? kind;
}

export function skipWords(skip: Skip | null): string {
  return words(SKIP_WORDS, skip?.reason ?? "");
}

export function failureWords(failure: Failure | null): string {
  return words(FAILURE_WORDS, failure?.kind ?? "");
}

/** Why a source had no say in the verdict: a code of either table, or a sentence of the server. */
export function silenceWords(why: string): string {
  if (why === "NOT_FOUND") return "does not know it";
  return SKIP_WORDS[why] ?? FAILURE_WORDS[why] ?? (isCode(why) ? spelled(why) : why);
}

function words(table: Record<string, string>, code: string): string {
  return table[code] ?? (code === "" ? "no reason was given" : spelled(code));
}

function isCode(text: string): boolean {
  return /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(text);
}

function spelled(code: string): string {
  return code.toLowerCase().replaceAll("_", " ");
}
