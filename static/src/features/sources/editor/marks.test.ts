import { expect, it } from "vitest";
import { refused } from "@/api/trouble";
import { marksOf } from "./marks";

it("finds the place of a syntax error", () => {
  const detail = "source_code: source.py, line 3, column 5: invalid syntax";
  expect(marksOf(refused(422, { detail }, null))).toEqual([
    { line: 3, column: 5, message: "invalid syntax" },
  ]);
});

it("finds none in other sentences", () => {
  expect(marksOf(refused(422, { detail: "the name is taken" }, null))).toEqual([]);
  expect(marksOf(null)).toEqual([]);
});
