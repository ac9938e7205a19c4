import { describe, expect, it } from "vitest";
import type { Detection } from "@/api/indicators";
import type { Source } from "@/api/sources";
import { chosenSources, estimate, sortOut, UNCHANGED } from "./question";

function detection(value: string, more: Partial<Detection>): [string, Detection] {
  const nothing = {
    indicator: null,
    alternatives: [],
    reason: "",
    error: null,
    special: null,
    staysInside: false,
  };
  return [value, { value, ...nothing, ...more }];
}

const KNOWN = new Map([
  detection("192.0.2[.]1", { indicator: { data: "192.0.2.1", kind: "IPV4" } }),
  detection("192.0.2.1", { indicator: { data: "192.0.2.1", kind: "IPV4" } }),
  detection("seen", { error: "it is no indicator" }),
  detection("report.zip", {
    indicator: { data: "report.zip", kind: "DOMAIN" },
    alternatives: ["URL"],
  }),
]);
const PIECES = ["192.0.2[.]1", "seen", "192.0.2.1", "report.zip", "later"].map((value) => ({
  value,
  count: 1,
}));

function source(more: Partial<Source>): Source {
  return {
    id: "a",
    enabled: true,
    activity: "PASSIVE",
    supportedIndicators: ["IPV4"],
    disabledIndicators: [],
    missingSecrets: [],
    ...more,
  } as Source;
}

describe("sortOut", () => {
  it("makes one line of two ways to write the same indicator", () => {
    const { lines, others, pending } = sortOut(PIECES, KNOWN, UNCHANGED);
    expect(lines.map(({ data, kind, count }) => [data, kind, count])).toEqual([
      ["192.0.2.1", "IPV4", 2],
      ["report.zip", "DOMAIN", 1],
    ]);
    expect(others).toEqual([{ value: "seen", error: "it is no indicator" }]);
    expect(pending).toBe(1);
  });

  it("does what was changed by hand", () => {
    const changes = {
      kinds: new Map([["report.zip", "URL" as const]]),
      removed: new Set(["192.0.2.1", "192.0.2[.]1"]),
    };
    const { lines } = sortOut(PIECES, KNOWN, changes);
    expect(lines.map(({ data, kind, kinds }) => [data, kind, kinds])).toEqual([
      ["report.zip", "URL", ["DOMAIN", "URL"]],
    ]);
  });
});

describe("chosenSources", () => {
  const sources = [
    source({ id: "off", enabled: false }),
    source({ id: "local", activity: "LOCAL" }),
    source({ id: "out" }),
  ];
  const ids = (found: Source[]) => found.map(({ id }) => id);

  it("never takes one that is switched off", () => {
    expect(ids(chosenSources(sources, { of: "all" }))).toEqual(["local", "out"]);
    expect(ids(chosenSources(sources, { of: "chosen", ids: new Set(["off", "out"]) }))).toEqual([
      "out",
    ]);
  });

  it("takes local ones alone when nothing may leave", () => {
    expect(ids(chosenSources(sources, { of: "local" }))).toEqual(["local"]);
  });
});

describe("estimate", () => {
  const { lines } = sortOut(PIECES, KNOWN, UNCHANGED);

  it("counts what each source answers about", () => {
    const sources = [
      source({ id: "local", activity: "LOCAL", supportedIndicators: ["IPV4", "DOMAIN"] }),
      source({ id: "out" }),
      source({ id: "other", supportedIndicators: ["CVE"] }),
    ];
    expect(estimate(lines, sources)).toEqual({ questions: 3, outside: 1, sources: 2 });
  });

  it("tells nobody outside of what stays inside", () => {
    const inside = lines.map((line) => ({ ...line, staysInside: true }));
    expect(estimate(inside, [source({}), source({ id: "local", activity: "LOCAL" })])).toEqual({
      questions: 1,
      outside: 0,
      sources: 1,
    });
  });

  it("leaves out what will be skipped", () => {
    const sources = [
      source({ disabledIndicators: ["IPV4"] }),
      source({ missingSecrets: ["api_key"] }),
    ];
    expect(estimate(lines, sources)).toEqual({ questions: 0, outside: 0, sources: 0 });
  });
});
