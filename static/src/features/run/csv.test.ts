import { expect, it } from "vitest";
import { toCsv } from "./csv";
import { FOUND, NOT_FOUND, RUN, runOf, skipped, TIMEOUT } from "./samples";
import { applyAll, EMPTY } from "./state";

function csv(events: Parameters<typeof applyAll>[1]): string[] {
  const { rows, columns } = applyAll(EMPTY, events);
  return toCsv(rows, columns).split("\r\n");
}

it("has a line for each row, with what became of each source", () => {
  const says = {
    a: FOUND("MALICIOUS"),
    b: FOUND(null),
    c: NOT_FOUND,
    d: TIMEOUT,
    e: skipped("OFFLINE"),
  };
  expect(csv(runOf({ "192.0.2.1": { verdict: "MALICIOUS", score: 90, says } }))).toEqual([
    "value,kind,verdict,score,reason,a,b,c,d,e",
    '192.0.2.1,IPV4,MALICIOUS,90,"a, b, c, d, e.",MALICIOUS,FOUND,NOT_FOUND,ERROR TIMEOUT,SKIPPED OFFLINE',
    "",
  ]);
});

it("says what is waited for, what is skipped by plan, and that nobody answered", () => {
  expect(csv(RUN.slice(0, 1))[1]).toBe(
    "192.0.2.55,IPV4,,,,WAITING,WAITING,WAITING,WAITING,SKIPPED MISSING_SECRET",
  );
  expect(csv(runOf({ "192.0.2.1": { verdict: "UNKNOWN", says: { a: TIMEOUT } } }))[1]).toBe(
    "192.0.2.1,IPV4,NO_ANSWER,,a.,ERROR TIMEOUT",
  );
});

it.each([
  ['a "b", c', '"a ""b"", c"'],
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["+a@example.com", "'+a@example.com"],
  ["-1", "'-1"],
  ["@SUM(1,2)", '"\'@SUM(1,2)"'],
])("keeps %s from being taken for more than text", (value, field) => {
  expect(csv(runOf({ [value]: {} }))[1]).toBe(`${field},IPV4,,,`);
});
