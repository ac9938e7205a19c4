import { describe, expect, it } from "vitest";
import type { RunEvent } from "@/api/types";
import { DOMAIN, event, INDICATOR, RUN, source } from "./samples";
import { applyAll, EMPTY, namesOf, progressOf, type RunState } from "./state";

function levels(state: RunState) {
  return state.rows.map(({ verdict }) => verdict?.level ?? null);
}

describe("applyAll", () => {
  it("changes nothing when an event is applied twice", () => {
    let state = EMPTY;
    for (const one of RUN) {
      state = applyAll(state, [one]);
      expect(applyAll(state, [one])).toBe(state);
    }
  });

  it("changes nothing when the stream is repeated from anywhere", () => {
    const whole = applyAll(EMPTY, RUN);
    for (let from = 0; from < RUN.length; from += 1) {
      expect(applyAll(whole, RUN.slice(from))).toBe(whole);
    }
  });

  it("comes to the same in one piece and in many", () => {
    let state = EMPTY;
    for (const one of RUN) state = applyAll(state, [one]);
    expect(state).toEqual(applyAll(EMPTY, RUN));
  });

  it("leaves rows and columns alone that nothing was said about", () => {
    const start = event(1, "start", {
      indicators: [INDICATOR, DOMAIN],
      planned: [source("a"), source("b"), source("a", { indicator: DOMAIN })],
      total: 3,
    });
    const before = applyAll(EMPTY, [start]);
    const after = applyAll(before, [event(2, "result", source("a", { status: "NOT_FOUND" }))]);
    expect(after.rows[0]).not.toBe(before.rows[0]);
    expect(after.rows[1]).toBe(before.rows[1]);
    expect(after.columns[1]).toBe(before.columns[1]);
    expect(before.rows[0]?.cells[0]?.result).toBeNull();
  });

  it("keeps the newer of two verdicts, in whatever order they come", () => {
    const [early, late] = [RUN[2], RUN[7]] as [RunEvent, RunEvent];
    expect(levels(applyAll(EMPTY, [late, early]))).toEqual(["MALICIOUS"]);
    expect(levels(applyAll(EMPTY, [early, late]))).toEqual(["MALICIOUS"]);
  });

  it("takes a verdict and a result that share a number with another event", () => {
    const state = applyAll(EMPTY, [
      event(2, "result", source("a", { status: "NOT_FOUND" })),
      event(2, "verdict", { indicator: INDICATOR, level: "UNKNOWN" }),
      event(2, "progress", { done: 1, total: 2 }),
    ]);
    expect([state.ended, levels(state), state.reported]).toEqual([1, ["UNKNOWN"], 1]);
  });

  it("keeps answers of one source to two indicators apart, and shows those that were not planned", () => {
    const state = applyAll(EMPTY, [
      event(1, "result", source("z", { status: "FOUND" })),
      event(2, "result", source("z", { status: "NOT_FOUND", indicator: DOMAIN })),
    ]);
    expect(state.rows.map(({ cells }) => cells[0]?.result?.status)).toEqual(["FOUND", "NOT_FOUND"]);
    expect(state.columns.map(({ slug }) => slug)).toEqual(["z"]);
  });

  it("puts sources that are asked nothing behind the others", () => {
    const skips = [{ reason: "SOURCE_DISABLED", detail: "" }];
    const planned = [source("off", { skips }), source("on")];
    const state = applyAll(EMPTY, [
      event(1, "start", { indicators: [INDICATOR], planned, total: 2 }),
    ]);
    expect(state.columns.map(({ slug, asked }) => [slug, asked])).toEqual([
      ["on", 1],
      ["off", 0],
    ]);
  });

  it("counts for each source what it was asked, what ended, and what failed", () => {
    const { columns } = applyAll(EMPTY, RUN);
    expect(columns.map(({ slug, asked, ended, failed }) => [slug, asked, ended, failed])).toEqual([
      ["a", 1, 1, 1],
      ["b", 1, 1, 0],
      ["c", 1, 1, 0],
      ["d", 1, 1, 0],
      ["e", 0, 0, 0],
    ]);
  });
});

describe("progressOf", () => {
  it("is unknown before the start", () => {
    expect(progressOf(EMPTY)).toBeNull();
  });

  it("counts answers until the server says a greater count", () => {
    expect(progressOf(applyAll(EMPTY, RUN.slice(0, 2)))).toEqual({ done: 1, total: 4 });
    expect(
      progressOf(
        applyAll(EMPTY, [...RUN.slice(0, 2), event(4, "progress", { done: 3, total: 4 })]),
      ),
    ).toEqual({ done: 3, total: 4 });
  });

  it("never goes back", () => {
    const late = event(4, "progress", { done: 1, total: 4 });
    expect(progressOf(applyAll(EMPTY, [...RUN.slice(0, 9), late]))).toEqual({ done: 3, total: 4 });
  });
});

it("names sources by what was planned and by what came", () => {
  expect(namesOf(applyAll(EMPTY, RUN).columns).get("e")).toBe("E");
});
