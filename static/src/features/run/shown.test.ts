import { describe, expect, it } from "vitest";
import type { RunEvent } from "@/api/types";
import { FOUND, NOT_FOUND, RUN, runOf, skipped, TIMEOUT } from "./samples";
import type { Filters } from "./search";
import { countOutcomes, groupCells, isDiffering, outcomeOf, shownRows, silenceOf } from "./shown";
import { applyAll, EMPTY, type Row } from "./state";

const ALL: Filters = { outcomes: [], kind: "", text: "", differing: false };

const MANY = {
  "192.0.2.1": { verdict: "BENIGN", says: { a: FOUND("BENIGN"), b: FOUND("BENIGN") } },
  "192.0.2.2": { verdict: "MALICIOUS", score: 60, says: { a: FOUND("MALICIOUS"), b: NOT_FOUND } },
  "192.0.2.3": { verdict: "UNKNOWN", says: { a: TIMEOUT, b: skipped("OFFLINE") } },
  "192.0.2.4": { verdict: "UNKNOWN", says: { a: NOT_FOUND, b: TIMEOUT } },
  "192.0.2.5": {
    verdict: "MALICIOUS",
    score: 90,
    says: { a: FOUND("MALICIOUS"), b: FOUND("BENIGN") },
  },
  "host.example.com": { verdict: "INFORMATIONAL", kind: "DOMAIN", says: { a: FOUND(null) } },
};

function shown(filters: Partial<Filters>, events: RunEvent[] = runOf(MANY)): string[] {
  const state = applyAll(EMPTY, events);
  return shownRows(state, { ...ALL, ...filters }).map(
    (at) => state.rows[at]?.indicator.data ?? "none",
  );
}

function row(value: keyof typeof MANY): Row {
  const found = applyAll(EMPTY, runOf(MANY)).rows.find(({ indicator }) => indicator.data === value);
  if (found === undefined) throw new Error(value);
  return found;
}

describe("shownRows", () => {
  it("puts the worst first once all is in, then by score, then as asked", () => {
    expect(shown({})).toEqual([
      "192.0.2.5",
      "192.0.2.2",
      "192.0.2.1",
      "host.example.com",
      "192.0.2.4",
      "192.0.2.3",
    ]);
  });

  it("leaves rows where they are while answers come", () => {
    expect(shown({}, runOf(MANY, false))).toEqual(Object.keys(MANY));
  });

  it("filters by outcome, kind, text and disagreement", () => {
    expect(shown({ outcomes: ["BENIGN", "NONE"] })).toEqual(["192.0.2.1", "192.0.2.3"]);
    expect(shown({ kind: "DOMAIN" })).toEqual(["host.example.com"]);
    expect(shown({ text: " .EXAMPLE." })).toEqual(["host.example.com"]);
    expect(shown({ differing: true })).toEqual(["192.0.2.5"]);
    expect(shown({ outcomes: ["MALICIOUS"], text: "2.2" })).toEqual(["192.0.2.2"]);
  });

  it("shows nothing by outcome of what has none yet", () => {
    const running = runOf({ "192.0.2.1": { says: { a: NOT_FOUND } } }, false);
    expect(shown({ outcomes: ["UNKNOWN", "NONE"] }, running)).toEqual([]);
  });
});

describe("outcomeOf", () => {
  it("is the server's verdict, but no answer when nobody gave one", () => {
    expect(outcomeOf(row("192.0.2.4"))).toBe("UNKNOWN");
    expect(outcomeOf(row("192.0.2.3"))).toBe("NONE");
    expect(Object.fromEntries(countOutcomes(applyAll(EMPTY, runOf(MANY)).rows))).toEqual({
      MALICIOUS: 2,
      BENIGN: 1,
      INFORMATIONAL: 1,
      UNKNOWN: 1,
      NONE: 1,
    });
  });
});

it("differs when sources judge differently, not when one only knows it", () => {
  const judged = (...verdicts: (string | null)[]) => {
    const says = Object.fromEntries(verdicts.map((verdict, at) => [`s${at}`, FOUND(verdict)]));
    const [only] = applyAll(EMPTY, runOf({ "192.0.2.1": { says } })).rows;
    return isDiffering(only as Row);
  };
  expect(judged("MALICIOUS", "BENIGN")).toBe(true);
  expect(judged("MALICIOUS", "SUSPICIOUS")).toBe(true);
  expect(judged("MALICIOUS", "INFORMATIONAL", null)).toBe(false);
});

it("does not blame a source for silence on a kind that it does not know", () => {
  const says = {
    a: TIMEOUT,
    b: skipped("UNSUPPORTED_INDICATOR"),
    c: skipped("OFFLINE"),
    d: NOT_FOUND,
  };
  const [only] = applyAll(EMPTY, runOf({ "192.0.2.1": { says } })).rows;
  const { silent, all } = silenceOf(only as Row);
  expect([silent.map(({ result }) => result?.slug), all]).toEqual([["a", "c"], 3]);
});

describe("groupCells", () => {
  const grouped = (events: readonly RunEvent[]) =>
    Object.fromEntries(
      Object.entries(groupCells(applyAll(EMPTY, events).rows[0] as Row)).map(([group, cells]) => [
        group,
        cells.map((cell) => (cell.result ?? cell.plan)?.slug),
      ]),
    );

  it("shows what was planned before anything came", () => {
    expect(grouped(RUN.slice(0, 1))).toEqual({
      found: [],
      waiting: ["a", "b", "c", "d"],
      error: [],
      notFound: [],
      skipped: ["e"],
    });
  });

  it("puts the worst answer first, and errors apart from answers", () => {
    expect(grouped(RUN)).toEqual({
      found: ["c", "b"],
      waiting: [],
      error: ["a"],
      notFound: ["d"],
      skipped: ["e"],
    });
  });
});
