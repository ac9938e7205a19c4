import { describe, expect, it } from "vitest";
import type { HealthWindow } from "@/api/named";
import type { SourceHealth } from "@/api/source-health";
import type { Source } from "@/api/sources";
import { needsAttention, standingOf } from "./standing";

const TIME = "2026-11-23T12:00:00Z";

function counted(questions: number, failures: number): HealthWindow {
  const errorRate = questions === 0 ? null : failures / questions;
  return { since: TIME, questions, failures, errorRate, p50Ms: null, p95Ms: null, p99Ms: null };
}

function health(more: Partial<SourceHealth> = {}): SourceHealth {
  return {
    sourceId: "one",
    slug: "one",
    name: "One",
    enabled: true,
    lastSuccessAt: TIME,
    lastFailure: null,
    hour: counted(0, 0),
    day: counted(0, 0),
    limits: [],
    circuit: { state: "CLOSED", openUntil: null },
    feed: null,
    feedAgeSeconds: null,
    probe: null,
    ...more,
  };
}

function probed(status: string): Partial<SourceHealth> {
  return { probe: { status, nextAt: TIME, probedAt: TIME, goodAt: null, detail: null } };
}

const FAILED_REFRESH = { maxAgeSeconds: null, parts: [{ name: "v4", rows: 1, error: "HTTP 500" }] };

describe("standingOf", () => {
  it.each<[string, string, Partial<SourceHealth>]>([
    ["WELL", "sources.doesWell", {}],
    ["QUIET", "sources.quiet", { lastSuccessAt: null }],
    ["WELL", "sources.doesWell", { lastSuccessAt: null, ...probed("WELL") }],
    ["FAILING", "sources.circuitOpen", { circuit: { state: "OPEN", openUntil: TIME } }],
    ["AILING", "sources.circuitTrying", { circuit: { state: "HALF_OPEN", openUntil: null } }],
    ["FAILING", "sources.probeFails", probed("ERROR")],
    ["AILING", "sources.newShape", probed("CHANGED")],
    ["AILING", "sources.feedFails", { feed: FAILED_REFRESH as unknown as SourceHealth["feed"] }],
    ["FAILING", "sources.fails", { hour: counted(2, 1), day: counted(100, 1) }],
    ["AILING", "sources.failsAtTimes", { hour: counted(10, 1), day: counted(100, 60) }],
    ["FAILING", "sources.fails", { day: counted(100, 60) }],
    ["WELL", "sources.doesWell", { hour: counted(100, 9), day: counted(100, 9) }],
  ])("is %s, %s", (level, why, more) => {
    expect(standingOf(health(more))).toEqual({ level, why });
  });
});

describe("needsAttention", () => {
  const old = { maxAgeSeconds: 60, parts: [{ name: "v4", rows: 1, asOf: "2020-01-01T00:00:00Z" }] };
  const plain = { enabled: true, feed: null } as unknown as Source;
  const stale = { enabled: true, feed: old } as unknown as Source;

  it("goes to what fails and to copies that are too old", () => {
    expect(needsAttention(plain, health(probed("ERROR")))).toBe(true);
    expect(needsAttention(stale, undefined)).toBe(true);
  });

  it("goes not to what does well, is not known yet, or is switched off", () => {
    expect(needsAttention(plain, health())).toBe(false);
    expect(needsAttention(plain, undefined)).toBe(false);
    expect(needsAttention({ ...stale, enabled: false }, health(probed("ERROR")))).toBe(false);
  });
});
