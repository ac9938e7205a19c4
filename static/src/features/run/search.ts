/**
 * What is shown of a run, as it stands in the address: a link leads others to the same view.
 *
 * Values of another page's making, or of a newer one, are left out rather than refused.
 */

import { LEVELS, type Level } from "@/api/types";

export type RunSearch = {
  view?: string;
  verdict?: string;
  kind?: string;
  q?: string;
  only?: string;
  cell?: string;
};

/** What a row of the run may come out as: a verdict, or that nobody answered. */
export const OUTCOMES = [...LEVELS, "NONE"] as const;
export type Outcome = Level | "NONE";

export type Filters = {
  /** Those that are shown; none means all. */
  outcomes: readonly Outcome[];
  /** Empty means all. */
  kind: string;
  text: string;
  /** Only where sources judge differently. */
  differing: boolean;
};

export function filtersOf(search: RunSearch): Filters {
  const wanted = (search.verdict ?? "").toUpperCase().split("-");
  return {
    outcomes: OUTCOMES.filter((outcome) => wanted.includes(outcome)),
    kind: search.kind ?? "",
    text: search.q ?? "",
    differing: search.only === "differing",
  };
}

/** The part of the address that says `filters`; what is not filtered by is not there. */
export function searchOf(filters: Filters): Pick<RunSearch, "verdict" | "kind" | "q" | "only"> {
  const { outcomes, kind, text, differing } = filters;
  return {
    ...(outcomes.length > 0 && { verdict: outcomes.join("-").toLowerCase() }),
    ...(kind !== "" && { kind }),
    ...(text !== "" && { q: text }),
    ...(differing && { only: "differing" }),
  };
}

export function isFiltering(filters: Filters): boolean {
  return Object.keys(searchOf(filters)).length > 0;
}

/** One source's answer to one indicator, or (without a source) the verdict on the indicator. */
export type CellName = { row: number; slug: string | null };

/** "3.dns" names the answer of `dns` to the third indicator that was asked about, "3." its verdict. */
export function cellOf(search: RunSearch): CellName | null {
  const parts = /^([1-9]\d{0,6})\.(.*)$/.exec(search.cell ?? "");
  if (parts === null) return null;
  return { row: Number(parts[1]) - 1, slug: parts[2] || null };
}

export function cellText({ row, slug }: CellName): string {
  return `${row + 1}.${slug ?? ""}`;
}
