import { describe, expect, it } from "vitest";
import en from "@/i18n/en";
import { translator } from "@/i18n/translate";
import { adviceOn, failureWords, kindWords, silenceWords, skipWords } from "./wording";

const t = translator(en, "en");

/** The API's enums, as they stand in the server's models. */
const SKIPS = [
  "UNSUPPORTED_INDICATOR",
  "SOURCE_DISABLED",
  "PROVIDER_DISABLED",
  "RUNNER_DISABLED",
  "DISABLED_INDICATOR",
  "WITHIN_IGNORE_LIST",
  "MISSING_SECRET",
  "POLICY_TLP",
  "POLICY_PAP",
  "OFFLINE",
  "PRIVATE_INDICATOR",
  "LIMIT_REACHED",
  "CIRCUIT_OPEN",
  "RUNNER_UNAVAILABLE",
  "NOTHING_LOADED",
  "NOT_RECORDED",
  "CANCELLED",
];
const FAILURES = [
  "TIMEOUT",
  "UNAUTHORIZED",
  "REQUEST_ERROR",
  "RESPONSE_ERROR",
  "DATABASE_ERROR",
  "INTERNAL_SERVER_ERROR",
  "MISSING_SOURCE_CODE",
  "RATE_LIMITED",
  "STALE",
  "INVALID_ANSWER",
  "MEMORY_LIMIT",
  "OUTPUT_LIMIT",
  "CODE_ERROR",
];

const spelled = (code: string) => code.toLowerCase().replaceAll("_", " ");

describe("wording", () => {
  it.each(SKIPS)("has a sentence for the skip %s", (reason) => {
    expect(skipWords(t, { reason, detail: "" })).not.toBe(spelled(reason));
  });

  it.each(FAILURES)("has a sentence for the failure %s", (kind) => {
    expect(failureWords(t, { kind, detail: "" })).not.toBe(spelled(kind));
  });

  it.each([...SKIPS, ...FAILURES])("says what to do about %s", (code) => {
    expect(t(adviceOn(code)?.words ?? "run.none")).toMatch(/^[A-Z].+\.$/);
  });

  it("leads to the source's keys when one is missing", () => {
    expect(adviceOn("MISSING_SECRET")?.tab).toBe("keys");
    expect(adviceOn("MOON_IS_FULL")).toBeNull();
  });

  it("tells all reasons apart", () => {
    const all = [
      ...SKIPS.map((reason) => skipWords(t, { reason, detail: "" })),
      ...FAILURES.map((kind) => failureWords(t, { kind, detail: "" })),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it("spells out a code that is newer than the page", () => {
    expect(skipWords(t, { reason: "MOON_IS_FULL", detail: "" })).toBe("moon is full");
    expect(failureWords(t, { kind: "TOO_LATE", detail: "" })).toBe("too late");
  });

  it("says that no reason was given", () => {
    expect(skipWords(t, null)).toBe("no reason was given");
    expect(failureWords(t, null)).toBe("no reason was given");
  });

  it("leaves the server's sentences as they are", () => {
    expect(silenceWords(t, "It has no opinion.")).toBe("It has no opinion.");
    expect(silenceWords(t, "TIMEOUT")).toBe("no answer in time");
    expect(silenceWords(t, "NOT_FOUND")).toBe("does not know it");
    expect(silenceWords(t, "OFFLINE")).toContain("offline");
  });

  it("leaves users' own kinds as they are", () => {
    expect(kindWords(t, "IPV4")).toBe("IPv4 address");
    expect(kindWords(t, "EMPLOYEE")).toBe("EMPLOYEE");
  });
});
