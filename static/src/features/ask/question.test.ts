import { describe, expect, it } from "vitest";
import type { Detection } from "@/api/indicators";
import type { Preset } from "@/api/presets";
import type { Source } from "@/api/sources";
import type { Extracted } from "@/api/uploads";
import { ASKING } from "./options";
import {
  type Choice,
  chosenSources,
  estimate,
  isChecked,
  type Line,
  linesOf,
  sortOut,
  together,
  UNCHANGED,
} from "./question";
import { bodyOf } from "./use-question";

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
    const { lines, others, pending } = sortOut(PIECES, KNOWN, UNCHANGED.kinds);
    expect(lines.map(({ data, kind, count }) => [data, kind, count])).toEqual([
      ["192.0.2.1", "IPV4", 2],
      ["report.zip", "DOMAIN", 1],
    ]);
    expect(others).toEqual([{ value: "seen", error: "it is no indicator" }]);
    expect(pending).toBe(1);
  });

  it("takes the kind that was chosen by hand", () => {
    const { lines } = sortOut(PIECES, KNOWN, new Map([["report.zip", "URL" as const]]));
    expect(lines[1]).toMatchObject({ data: "report.zip", kind: "URL", kinds: ["DOMAIN", "URL"] });
  });
});

describe("what was found in a text", () => {
  const found = (data: string, special: Extracted["special"] = null): Extracted => ({
    indicator: { data, kind: "IPV4" },
    count: 3,
    first: { offset: 40, line: 2, context: `from ${data} to`, part: "page 1" },
    special,
  });
  const lines = linesOf("report.pdf", [found("192.0.2.1"), found("10.0.0.1", "PRIVATE")]);
  const [ordinary, inside] = lines as [Line, Line];

  it("says where it stood", () => {
    expect(ordinary.where).toEqual({
      name: "report.pdf",
      line: 2,
      context: "from 192.0.2.1 to",
      part: "page 1",
    });
  });

  it("is asked about, unless it tells of the network that it comes from", () => {
    expect([ordinary, inside].map((line) => isChecked(line, UNCHANGED))).toEqual([true, false]);
    const [documentation] = linesOf(null, [found("192.0.2.9", "DOCUMENTATION")]) as [Line];
    expect(isChecked(documentation, UNCHANGED)).toBe(true);
    // Typed by hand, it is meant.
    expect(isChecked({ ...inside, where: null }, UNCHANGED)).toBe(true);
    const changes = { ...UNCHANGED, checked: new Map([["10.0.0.1", true]]) };
    expect(isChecked(inside, changes)).toBe(true);
  });

  it("joins what stood elsewhere too, and changes neither list", () => {
    const typed = sortOut(PIECES, KNOWN, UNCHANGED.kinds).lines;
    const all = together([typed, lines]);
    expect(all.map(({ data, count, where }) => [data, count, where?.name])).toEqual([
      ["192.0.2.1", 5, undefined],
      ["report.zip", 1, undefined],
      ["10.0.0.1", 3, "report.pdf"],
    ]);
    expect(typed[0]?.count).toBe(2);
  });
});

describe("bodyOf", () => {
  const [line] = sortOut(PIECES, KNOWN, UNCHANGED.kinds).lines as [Line];

  it("leaves to the server what nobody chose", () => {
    expect(bodyOf([line], ASKING, ["a", "b"])).toEqual({
      indicators: [{ data: "192.0.2[.]1", kind: "IPV4" }],
      refresh: false,
    });
  });

  it("names a preset or the chosen sources, never both", () => {
    const marked = { ...ASKING, tlp: "AMBER", pap: "RED", offline: true } as const;
    expect(bodyOf([line], { ...marked, choice: { of: "preset", id: "p" } }, ["a"])).toEqual({
      indicators: [{ data: "192.0.2[.]1", kind: "IPV4" }],
      presetId: "p",
      tlp: "AMBER",
      pap: "RED",
      offline: true,
      refresh: false,
    });
    const chosen = { ...ASKING, choice: { of: "chosen", ids: new Set(["a"]) } } as const;
    expect(bodyOf([line], chosen, ["a"])).toMatchObject({ sourceIds: ["a"] });
  });
});

describe("chosenSources", () => {
  const sources = [
    source({ id: "off", enabled: false }),
    source({ id: "local", activity: "LOCAL" }),
    source({ id: "out" }),
  ];
  const presets = [{ id: "p", sourceIds: ["off", "out"] } as Preset];
  const chosen = (choice: Choice, offline = false) =>
    chosenSources(sources, presets, choice, offline).map(({ id }) => id);

  it("never takes one that is switched off", () => {
    expect(chosen({ of: "all" })).toEqual(["local", "out"]);
    expect(chosen({ of: "chosen", ids: new Set(["off", "out"]) })).toEqual(["out"]);
    expect(chosen({ of: "preset", id: "p" })).toEqual(["out"]);
    expect(chosen({ of: "preset", id: "deleted" })).toEqual([]);
  });

  it("takes local ones alone when nothing may leave", () => {
    expect(chosen({ of: "all" }, true)).toEqual(["local"]);
    expect(chosen({ of: "preset", id: "p" }, true)).toEqual([]);
  });
});

describe("estimate", () => {
  const { lines } = sortOut(PIECES, KNOWN, UNCHANGED.kinds);

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
