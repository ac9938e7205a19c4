import { expect, it } from "vitest";
import { type Action, matching } from "./actions";

const ALL = ["Réglages", "Nouvelle source", "Sources"].map(
  (label): Action => ({ id: label, label, run: () => {} }),
);
const labels = (typed: string) => matching(ALL, typed).map(({ label }) => label);

it("finds by words in any order, whatever their case and accents", () => {
  expect(labels("reglages")).toEqual(["Réglages"]);
  expect(labels("SOURCE nouv")).toEqual(["Nouvelle source"]);
  expect(labels("")).toEqual(ALL.map(({ label }) => label));
  expect(labels("192.0.2.1")).toEqual([]);
});
