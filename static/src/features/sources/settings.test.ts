import { expect, it } from "vitest";
import { parse, show } from "./settings";

it("shows a list as lines and reads it again", () => {
  expect(show(["192.0.2.1", "192.0.2.2"])).toBe("192.0.2.1\n192.0.2.2");
  expect(parse("192.0.2.1\n192.0.2.2", [])).toEqual(["192.0.2.1", "192.0.2.2"]);
});

it("reads a number where the default is one, and keeps what is none", () => {
  expect(parse(" 48 ", 24)).toBe(48);
  expect(parse("many", 24)).toBe("many");
  expect(parse("48", "text")).toBe("48");
});
