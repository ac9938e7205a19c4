import { expect, it } from "vitest";
import en from "@/i18n/en";
import { translator } from "@/i18n/translate";
import { windowWords } from "./limits-left";

const t = translator(en, "en");
const DAY = 86_400;

it.each([
  [60, "per minute"],
  [DAY, "per day"],
  [28 * DAY, "per month"],
  [31 * DAY, "per month"],
  [90, "per 90 s"],
])("says a window of %i s", (seconds, words) => {
  expect(windowWords(t, seconds)).toBe(words);
});
