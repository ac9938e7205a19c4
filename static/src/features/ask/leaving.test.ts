import { expect, it } from "vitest";
import type { IgnoreHit } from "@/api/named";
import type { Preview, PreviewedSource } from "@/api/requests";
import { hitsOf, leavingOf } from "./leaving";

const source = (sourceId: string): PreviewedSource => ({
  sourceId,
  slug: sourceId,
  name: sourceId.toUpperCase(),
  activity: "PASSIVE",
  leaves: true,
  asked: 1,
  skipped: {},
  limits: [],
});
const HIT: IgnoreHit = {
  listId: "l",
  listName: "Our own",
  entry: "192.0.2.0/24",
  matching: "CIDR",
  action: "BLOCK",
  scope: "GLOBAL",
};
const PREVIEW: Preview = {
  indicators: [
    {
      data: "192.0.2.1",
      kind: "IPV4",
      special: null,
      staysInside: false,
      askedBefore: null,
      hits: [HIT],
    },
    {
      data: "example.com",
      kind: "DOMAIN",
      special: null,
      staysInside: false,
      askedBefore: null,
      hits: [],
    },
  ],
  sources: [source("a"), source("b"), source("c")],
  indicatorCount: 2,
  questions: [
    { indicator: 0, sourceId: "b", leaves: "198.51.100.0/24", skips: [] },
    { indicator: 1, sourceId: "b", leaves: "198.51.100.0/24", skips: [] },
    {
      indicator: 0,
      sourceId: "a",
      leaves: "192.0.2.1",
      skips: [{ reason: "OFFLINE", detail: "" }],
    },
    { indicator: 0, sourceId: "c", leaves: null, skips: [] },
  ],
  total: 4,
  asked: 3,
};

it("names only what sources are told, once each", () => {
  expect(leavingOf(PREVIEW)).toEqual([{ sourceId: "b", name: "B", said: ["198.51.100.0/24"] }]);
});

it("finds the lists of an indicator by its kind and value", () => {
  expect([...hitsOf(PREVIEW)]).toEqual([["IPV4 192.0.2.1", [HIT]]]);
  expect(hitsOf(undefined).size).toBe(0);
});
