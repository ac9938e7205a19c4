import { expect, it } from "vitest";
import { ago, counted, elapsed, utc } from "./format";

const NOW = Date.parse("2026-11-23T12:00:00Z");

it("shows times in UTC, whatever their offset", () => {
  expect(utc("2026-11-20T15:05:09+01:00")).toBe("2026-11-20 14:05:09 UTC");
  expect(utc("2026-11-20T00:00:00Z")).toBe("2026-11-20");
  expect(utc("yesterday")).toBeNull();
});

it.each([
  ["2026-11-23T11:59:30Z", "just now"],
  ["2026-11-23T11:15:00Z", "45 minutes ago"],
  ["2026-11-22T12:00:00Z", "1 day ago"],
  ["2024-11-23T12:00:00Z", "1 year ago"],
  ["2026-11-23T15:00:00Z", "in 3 hours"],
])("says the age of %s", (time, words) => {
  expect(ago(time, NOW)).toBe(words);
});

it("says durations and counts", () => {
  expect([elapsed(84), elapsed(1349), elapsed(0.4)]).toEqual(["84 ms", "1.3 s", "0 ms"]);
  expect([counted(1, "source"), counted(3, "source")]).toEqual(["1 source", "3 sources"]);
});
