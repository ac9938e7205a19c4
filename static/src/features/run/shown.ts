/** Which rows of a run are shown, and in what order. */

import { LEVELS, type Level } from "@/api/types";
import { type Filters, OUTCOMES, type Outcome } from "./search";
import type { Cell, Row, RunState } from "./state";

/** As the server judged; that nobody answered is no verdict. Null while it is waited for. */
export function outcomeOf(row: Row): Outcome | null {
  if (row.verdict === null) return null;
  const { level } = row.verdict;
  return level === "UNKNOWN" && !row.cells.some(isAnswered) ? "NONE" : level;
}

function isAnswered(cell: Cell | undefined): boolean {
  const status = cell?.result?.status;
  return status === "FOUND" || status === "NOT_FOUND";
}

/** Sources that could have said something and did not: `silent` of `all`. */
export function silenceOf(row: Row): { silent: Cell[]; all: number } {
  const able = row.cells.filter((cell): cell is Cell => cell !== undefined && isAble(cell));
  const silent = able.filter(({ result }) => {
    return result?.status === "ERROR" || result?.status === "SKIPPED";
  });
  return { silent, all: able.length };
}

/** Knows this kind of indicator at all. */
function isAble({ plan, result }: Cell): boolean {
  const skips = result?.skips ?? plan?.skips ?? [];
  return !skips.some(({ reason }) => reason === "UNSUPPORTED_INDICATOR");
}

/** Places of the rows to show: worst first once all is in, as they were asked until then. */
export function shownRows(state: RunState, filters: Filters): number[] {
  const shown = state.rows.filter((row) => fits(row, filters));
  if (state.done !== null) shown.sort(worseFirst);
  return shown.map(({ index }) => index);
}

function fits(row: Row, { outcomes, kind, text, differing }: Filters): boolean {
  if (kind !== "" && row.indicator.kind !== kind) return false;
  if (!row.indicator.data.toLowerCase().includes(text.trim().toLowerCase())) return false;
  if (differing && !isDiffering(row)) return false;
  if (outcomes.length === 0) return true;
  const outcome = outcomeOf(row);
  return outcome !== null && outcomes.includes(outcome);
}

const JUDGEMENTS: readonly (Level | null | undefined)[] = ["MALICIOUS", "SUSPICIOUS", "BENIGN"];

/** Sources judge the indicator, and not all of them alike. */
export function isDiffering(row: Row): boolean {
  const said = row.cells.map((cell) => cell?.result?.verdict).filter((v) => JUDGEMENTS.includes(v));
  return new Set(said).size > 1;
}

function worseFirst(a: Row, b: Row): number {
  return (
    rank(a) - rank(b) || (b.verdict?.score ?? -1) - (a.verdict?.score ?? -1) || a.index - b.index
  );
}

function rank(row: Row): number {
  const outcome = outcomeOf(row);
  return outcome === null ? OUTCOMES.length : OUTCOMES.indexOf(outcome);
}

/** How many rows came out in each way, those that did at all. */
export function countOutcomes(rows: readonly Row[]): ReadonlyMap<Outcome, number> {
  const counts = new Map<Outcome, number>();
  for (const row of rows) {
    const outcome = outcomeOf(row);
    if (outcome !== null) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return counts;
}

export const GROUPS = ["found", "waiting", "error", "notFound", "skipped"] as const;
export type Group = (typeof GROUPS)[number];

/** The answers to one indicator by how they ended; those that were found, worst first. */
export function groupCells(row: Row): Record<Group, Cell[]> {
  const groups: Record<Group, Cell[]> = {
    found: [],
    waiting: [],
    error: [],
    notFound: [],
    skipped: [],
  };
  for (const cell of row.cells) if (cell !== undefined) groups[groupOf(cell)].push(cell);
  groups.found.sort((a, b) => weight(a) - weight(b) || scoreOf(b) - scoreOf(a));
  return groups;
}

function groupOf({ plan, result }: Cell): Group {
  if (result === null) return plan !== null && plan.skips.length > 0 ? "skipped" : "waiting";
  if (result.status === "FOUND") return "found";
  if (result.status === "NOT_FOUND") return "notFound";
  return result.status === "ERROR" ? "error" : "skipped";
}

function weight({ result }: Cell): number {
  return LEVELS.indexOf(result?.verdict ?? "INFORMATIONAL");
}

function scoreOf({ result }: Cell): number {
  return result?.score ?? -1;
}
