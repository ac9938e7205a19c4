import { expect, it } from "vitest";
import { ownPath } from "./session";

it.each([
  ["/history?q=a", "/history?q=a"],
  ["//example.com", "/"],
  ["/\\example.com", "/"],
  ["https://example.com", "/"],
  ["javascript:alert(1)", "/"],
  ["", "/"],
  [undefined, "/"],
])("goes to %s as %s", (next, path) => {
  expect(ownPath(next)).toBe(path);
});
