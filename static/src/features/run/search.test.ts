import { expect, it } from "vitest";
import { cellOf, cellText, type Filters, filtersOf, isFiltering, searchOf } from "./search";

const NONE: Filters = { outcomes: [], kind: "", text: "", differing: false };

it.each<[Filters, object]>([
  [NONE, {}],
  [{ ...NONE, outcomes: ["MALICIOUS", "NONE"] }, { verdict: "malicious-none" }],
  [
    { ...NONE, kind: "URL", text: "?a=b", differing: true },
    { kind: "URL", q: "?a=b", only: "differing" },
  ],
])("writes filters into the address and reads them back", (filters, search) => {
  expect(searchOf(filters)).toEqual(search);
  expect(filtersOf(search)).toEqual(filters);
  expect(isFiltering(filters)).toBe(filters !== NONE);
});

it("reads nothing into what it does not know", () => {
  expect(filtersOf({ verdict: "malicious-terrible", only: "odd" }).outcomes).toEqual(["MALICIOUS"]);
  expect(filtersOf({ only: "odd" }).differing).toBe(false);
});

it("names cells by their row as it was asked, from 1, and by source", () => {
  for (const cell of [
    { row: 0, slug: "dns" },
    { row: 499, slug: "my.source" },
    { row: 2, slug: null },
  ]) {
    expect(cellOf({ cell: cellText(cell) })).toEqual(cell);
  }
  expect(cellText({ row: 2, slug: null })).toBe("3.");
  for (const cell of ["", "0.dns", "-1.dns", "dns", "x.dns", "1"])
    expect(cellOf({ cell })).toBeNull();
});
