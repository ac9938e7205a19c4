import { expect, it } from "vitest";
import { browserOf } from "./browser";

it.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0",
    "Edge, Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    "Safari, iOS",
  ],
  ["curl/8.14.1", "curl"],
])("names %s", (userAgent, name) => {
  expect(browserOf(userAgent)).toBe(name);
});

it("does not guess", () => {
  expect(browserOf("something/1.0")).toBeNull();
  expect(browserOf(null)).toBeNull();
});
