/** Rows of a run as CSV (RFC 4180), in the API's words: for programs and spreadsheets. */

import { outcomeOf } from "./shown";
import type { Cell, Column, Row } from "./state";

/** value, kind, verdict, score, reason, then what became of each source. */
export function toCsv(rows: readonly Row[], columns: readonly Column[]): string {
  const head = ["value", "kind", "verdict", "score", "reason", ...columns.map(({ slug }) => slug)];
  const lines = rows.map((row) => [
    row.indicator.data,
    row.indicator.kind,
    outcomeOf(row) === "NONE" ? "NO_ANSWER" : (row.verdict?.level ?? ""),
    row.verdict?.score ?? "",
    row.verdict?.reason ?? "",
    ...columns.map(({ index }) => said(row.cells[index])),
  ]);
  return csvOf(head, lines);
}

/** RFC 4180, with what spreadsheets would run made text. */
export function csvOf(
  head: readonly string[],
  lines: readonly (readonly (string | number)[])[],
): string {
  return [head, ...lines].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}

/** The level of what was found, else how it ended and why: "MALICIOUS", "ERROR TIMEOUT". */
function said(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  const { plan, result } = cell;
  if (result === null) return plan?.skips[0] ? `SKIPPED ${plan.skips[0].reason}` : "WAITING";
  if (result.status === "FOUND") return result.verdict ?? "FOUND";
  const why = result.status === "ERROR" ? result.error?.kind : result.skips[0]?.reason;
  return why ? `${result.status} ${why}` : result.status;
}

/**
 * Quoted where it must be. Spreadsheets run what begins like a formula, and values come from
 * attackers: an apostrophe before it makes it text.
 */
function field(value: string | number): string {
  const raw = String(value);
  const text = /^[=+\-@\t\r]/.test(raw) && typeof value === "string" ? `'${raw}` : raw;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
