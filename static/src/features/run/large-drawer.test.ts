import { expect, it } from "vitest";
import { decodeResult, decodeVerdict } from "@/api/decode";
import { storeOf } from "./large-drawer";
import { INDICATOR, source } from "./samples";
import { groupCells } from "./shown";

const ONE = {
  position: 7,
  indicator: { data: INDICATOR.data, kind: "IPV4" as const },
  verdict: decodeVerdict({ indicator: INDICATOR, level: "MALICIOUS", reason: "A says so." }),
};
const RESULTS = [
  decodeResult(source("a", { status: "FOUND", verdict: "MALICIOUS" })),
  decodeResult(source("b", { status: "ERROR", error: { kind: "TIMEOUT", detail: "" } })),
];

it("is a run about one indicator: its verdict, and what each source said", () => {
  const { state } = storeOf("AbCdEfGhIjKl", ONE, RESULTS);
  const [row, ...others] = state.rows;
  expect(others).toEqual([]);
  expect(row?.verdict?.reason).toBe("A says so.");
  expect(state.columns.map(({ slug }) => slug)).toEqual(["a", "b"]);
  expect(state.done).not.toBeNull();
  const groups = row && groupCells(row);
  expect([groups?.found.length, groups?.error.length]).toEqual([1, 1]);
});

it("is not over while there is no verdict", () => {
  const { state } = storeOf("AbCdEfGhIjKl", { ...ONE, verdict: null }, RESULTS.slice(0, 1));
  expect(state.done).toBeNull();
  expect(state.rows).toHaveLength(1);
});

it("is empty where the indicator was not read yet", () => {
  expect(storeOf("AbCdEfGhIjKl", undefined, RESULTS).state.rows).toEqual([]);
});
