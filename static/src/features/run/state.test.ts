import { describe, expect, it } from "vitest";
import { decodeEvent } from "@/api/decode";
import type { RunEvent } from "@/api/types";
import { apply, applyAll, EMPTY, groupRows, namesOf, progressOf } from "./state";

const INDICATOR = { data: "192.0.2.55", kind: "IPV4" };

function event(id: number | null, type: string, data: object): RunEvent {
  const read = decodeEvent({ id: id === null ? null : `${id}`, type, data: JSON.stringify(data) });
  if (read === null) throw new Error(`${type} is not known`);
  return read;
}

function source(slug: string, more: object = {}) {
  return { sourceId: `src_${slug}`, slug, name: slug.toUpperCase(), indicator: INDICATOR, ...more };
}

const SKIP = { reason: "MISSING_SECRET", detail: "" };

const RUN: RunEvent[] = [
  event(1, "start", {
    requestId: "AbCdEfGhIjKl",
    indicators: [INDICATOR],
    planned: [source("a"), source("b"), source("c"), source("d"), source("e", { skips: [SKIP] })],
    total: 4,
  }),
  event(2, "result", source("b", { status: "FOUND", verdict: "SUSPICIOUS" })),
  event(3, "verdict", { indicator: INDICATOR, level: "SUSPICIOUS", reason: "B says so." }),
  event(4, "progress", { done: 1, total: 4 }),
  event(5, "result", source("a", { status: "ERROR", error: { kind: "TIMEOUT", detail: "" } })),
  event(6, "progress", { done: 2, total: 4 }),
  event(7, "result", source("c", { status: "FOUND", verdict: "MALICIOUS" })),
  event(8, "verdict", { indicator: INDICATOR, level: "MALICIOUS", reason: "C says so." }),
  event(9, "progress", { done: 3, total: 4 }),
  event(10, "result", source("d", { status: "NOT_FOUND" })),
  event(11, "progress", { done: 4, total: 4 }),
  event(12, "done", { counts: { found: 2, notFound: 1, skipped: 1, error: 1 } }),
];

describe("apply", () => {
  it("changes nothing when an event is applied twice", () => {
    let state = EMPTY;
    for (const one of RUN) {
      state = apply(state, one);
      expect(apply(state, one)).toBe(state);
    }
  });

  it("changes nothing when the stream is repeated from anywhere", () => {
    const whole = applyAll(EMPTY, RUN);
    for (let from = 0; from < RUN.length; from += 1) {
      expect(applyAll(whole, RUN.slice(from))).toBe(whole);
    }
  });

  it("keeps the newer of two verdicts, in whatever order they come", () => {
    const [early, late] = [RUN[2], RUN[7]] as [RunEvent, RunEvent];
    const state = applyAll(EMPTY, [late, early]);
    expect([...state.verdicts.values()].map(({ data }) => data.level)).toEqual(["MALICIOUS"]);
  });

  it("takes a verdict and a result that share a number with another event", () => {
    const state = applyAll(EMPTY, [
      event(2, "result", source("a", { status: "NOT_FOUND" })),
      event(2, "verdict", { indicator: INDICATOR, level: "UNKNOWN" }),
      event(2, "progress", { done: 1, total: 2 }),
    ]);
    expect([state.results.size, state.verdicts.size, state.progress?.done]).toEqual([1, 1, 1]);
  });

  it("keeps answers of one source to two indicators apart", () => {
    const other = { data: "example.com", kind: "DOMAIN" };
    const state = applyAll(EMPTY, [
      event(1, "result", source("a", { status: "FOUND" })),
      event(2, "result", source("a", { status: "NOT_FOUND", indicator: other })),
    ]);
    expect(state.results.size).toBe(2);
  });
});

describe("groupRows", () => {
  const slugs = (events: RunEvent[]) =>
    Object.fromEntries(
      Object.entries(groupRows(applyAll(EMPTY, events))).map(([group, rows]) => [
        group,
        rows.map((row) => (row.result ?? row.plan)?.slug),
      ]),
    );

  it("shows what was planned before anything came", () => {
    expect(slugs(RUN.slice(0, 1))).toEqual({
      found: [],
      waiting: ["a", "b", "c", "d"],
      error: [],
      notFound: [],
      skipped: ["e"],
    });
  });

  it("puts the worst answer first, and errors apart from answers", () => {
    expect(slugs(RUN)).toEqual({
      found: ["c", "b"],
      waiting: [],
      error: ["a"],
      notFound: ["d"],
      skipped: ["e"],
    });
  });

  it("shows an answer that was not planned", () => {
    expect(slugs([event(1, "result", source("z", { status: "FOUND" }))]).found).toEqual(["z"]);
  });
});

describe("progressOf", () => {
  it("is unknown before the start", () => {
    expect(progressOf(EMPTY)).toBeNull();
  });

  it("counts answers until the server says a count", () => {
    expect(progressOf(applyAll(EMPTY, RUN.slice(0, 2)))).toEqual({ done: 1, total: 4 });
  });

  it("never goes back", () => {
    const state = applyAll(EMPTY, [
      ...RUN.slice(0, 9),
      event(4, "progress", { done: 1, total: 4 }),
    ]);
    expect(progressOf(state)).toEqual({ done: 3, total: 4 });
  });
});

it("names sources by what was planned and by what came", () => {
  expect(namesOf(applyAll(EMPTY, RUN)).get("e")).toBe("E");
});
