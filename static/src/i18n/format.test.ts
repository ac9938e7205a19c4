import { expect, it } from "vitest";
import { formatter, utc } from "./format";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const english = formatter("en");
const french = formatter("fr");

it("shows times in UTC, whatever their offset", () => {
  expect(utc("2026-11-20T15:05:09+01:00")).toBe("2026-11-20 14:05:09 UTC");
  expect(utc("2026-11-20T00:00:00Z")).toBe("2026-11-20");
  expect(utc("yesterday")).toBeNull();
});

it.each([
  ["2026-11-23T11:59:30Z", "now", "maintenant"],
  ["2026-11-23T11:15:00Z", "45 minutes ago", "il y a 45 minutes"],
  ["2026-11-22T12:00:00Z", "1 day ago", "il y a 1 jour"],
  ["2024-11-23T12:00:00Z", "1 year ago", "il y a 1 an"],
  ["2026-11-23T15:00:00Z", "in 3 hours", "dans 3 heures"],
])("says the age of %s", (time, inEnglish, inFrench) => {
  expect(english.ago(time, NOW)).toBe(inEnglish);
  expect(french.ago(time, NOW)).toBe(inFrench);
});

it("has no age of what is no time", () => {
  expect(english.ago("yesterday", NOW)).toBeNull();
});

it("says durations as the language writes numbers", () => {
  expect([84, 1349, 0.4].map(english.elapsed)).toEqual(["84 ms", "1.3 s", "0 ms"]);
  expect(french.elapsed(1349)).toBe("1,3 s");
});

it("says parts of a whole as the language writes percents", () => {
  expect([0, 0.0253, 1].map(english.percent)).toEqual(["0%", "2.5%", "100%"]);
  expect(french.percent(0.0253)).toMatch(/^2,5\s%$/);
});
