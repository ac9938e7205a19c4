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
  NOTHING_LOADED: "run.skipNothingLoaded",
  NOT_RECORDED: "run.skipNotRecorded",
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

/** What to do about it, and on which page of the source it is done. */
export type Advice = { words: PlainKey; tab?: "overview" | "keys" | "code" | "limits" };

const MEND: Advice = { words: "run.doMend", tab: "code" };
const LATER: Advice = { words: "run.doLater" };
const DEFECT: Advice = { words: "run.doDefect" };

const ADVICE: Record<string, Advice> = {
  UNSUPPORTED_INDICATOR: { words: "run.doNothing" },
  SOURCE_DISABLED: { words: "run.doEnable", tab: "overview" },
  PROVIDER_DISABLED: { words: "run.doProvider" },
  RUNNER_DISABLED: { words: "run.doRunner" },
  DISABLED_INDICATOR: { words: "run.doKinds", tab: "overview" },
  WITHIN_IGNORE_LIST: { words: "run.doIgnored" },
  MISSING_SECRET: { words: "run.doSecret", tab: "keys" },
  POLICY_TLP: { words: "run.doMarking" },
  POLICY_PAP: { words: "run.doMarking" },
  OFFLINE: { words: "run.doOffline" },
  PRIVATE_INDICATOR: { words: "run.doPrivate" },
  LIMIT_REACHED: { words: "run.doLimit", tab: "limits" },
  CIRCUIT_OPEN: LATER,
  RUNNER_UNAVAILABLE: { words: "run.doRunnerAway" },
  NOTHING_LOADED: { words: "run.doImport" },
  NOT_RECORDED: { words: "run.doReplay" },
  CANCELLED: { words: "run.doCancelled" },
  TIMEOUT: { words: "run.doTimeout", tab: "overview" },
  UNAUTHORIZED: { words: "run.doAccess", tab: "keys" },
  REQUEST_ERROR: { words: "run.doNetwork" },
  RESPONSE_ERROR: LATER,
  DATABASE_ERROR: DEFECT,
  INTERNAL_SERVER_ERROR: DEFECT,
  MISSING_SOURCE_CODE: MEND,
  RATE_LIMITED: LATER,
  STALE: { words: "run.doFeed", tab: "overview" },
  INVALID_ANSWER: MEND,
  MEMORY_LIMIT: MEND,
  OUTPUT_LIMIT: MEND,
  CODE_ERROR: MEND,
};

/** Null where there is no answer to be had, or the code is newer than this page. */
export function adviceOn(code: string | undefined): Advice | null {
  return ADVICE[code ?? ""] ?? null;
}

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
  if (why === "") return t("run.noReason");
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
