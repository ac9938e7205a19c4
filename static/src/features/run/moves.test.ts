import { expect, it } from "vitest";
import { move } from "./moves";

const SIZE = { rows: 50, columns: 13, page: 20 };
const AT = { row: 10, column: 4 };

it.each([
  ["ArrowDown", 11, 4],
  ["ArrowUp", 9, 4],
  ["ArrowRight", 10, 5],
  ["ArrowLeft", 10, 3],
  ["PageDown", 30, 4],
  ["PageUp", 0, 4],
  ["Home", 10, 0],
  ["End", 10, 12],
  ["Ctrl+home", 0, 0],
  ["Ctrl+end", 49, 12],
])("%s leads to row %i, column %i", (key, row, column) => {
  expect(move(key, AT, SIZE)).toEqual({ row, column });
});

it("stays within the grid", () => {
  expect(move("ArrowUp", { row: 0, column: 0 }, SIZE)).toEqual({ row: 0, column: 0 });
  expect(move("ArrowRight", { row: 49, column: 12 }, SIZE)).toEqual({ row: 49, column: 12 });
  expect(move("PageDown", { row: 45, column: 1 }, SIZE)).toEqual({ row: 49, column: 1 });
});

it("leads nowhere by other keys, or without rows", () => {
  expect(move("Tab", AT, SIZE)).toBeNull();
  expect(move("ArrowDown", AT, { ...SIZE, rows: 0 })).toBeNull();
});
