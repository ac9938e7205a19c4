/**
 * The question that is being put together: pieces of what was pasted, what the server says of each,
 * and what the person changed.
 */

import type { Detection, Kind, Special } from "@/api/indicators";
import type { Source } from "@/api/sources";
import type { Piece } from "./pasted";

/** As many indicators as one request takes. */
export const INDICATORS_AT_MOST = 1_000;

/** One line of the list. `data` is in canonical form; `value` as it was pasted. */
export type Line = {
  value: string;
  data: string;
  kind: Kind;
  /** The kinds that it may be, the detected one first. */
  kinds: readonly Kind[];
  count: number;
  special: Special | null;
  staysInside: boolean;
};

/** What the person changed by hand. */
export type Changes = {
  kinds: ReadonlyMap<string, Kind>;
  removed: ReadonlySet<string>;
};

export const UNCHANGED: Changes = { kinds: new Map(), removed: new Set() };

export type Sorted = {
  lines: Line[];
  /** Pieces that are no indicators, with the server's reason. */
  others: { value: string; error: string }[];
  /** Pieces of which the server has not said yet what they are. */
  pending: number;
};

/** The pieces, sorted by what is known of them. Two that mean the same indicator are one line. */
export function sortOut(
  pieces: readonly Piece[],
  known: ReadonlyMap<string, Detection>,
  changes: Changes,
): Sorted {
  const lines = new Map<string, Line>();
  const others: Sorted["others"] = [];
  let pending = 0;
  for (const { value, count } of pieces) {
    const detection = known.get(value);
    if (detection === undefined) {
      pending += 1;
    } else if (detection.indicator === null) {
      others.push({ value, error: detection.error ?? detection.reason });
    } else if (!changes.removed.has(value)) {
      addLine(lines, lineOf(value, count, detection.indicator, detection, changes));
    }
  }
  return { lines: [...lines.values()], others, pending };
}

function lineOf(
  value: string,
  count: number,
  indicator: NonNullable<Detection["indicator"]>,
  detection: Detection,
  changes: Changes,
): Line {
  const kind = changes.kinds.get(value) ?? indicator.kind;
  return {
    value,
    // Of another kind than detected, the canonical form is the server's to find.
    data: kind === indicator.kind ? indicator.data : value,
    kind,
    kinds: [...new Set([indicator.kind, ...detection.alternatives])],
    count,
    special: detection.special,
    staysInside: detection.staysInside,
  };
}

function addLine(lines: Map<string, Line>, line: Line): void {
  const key = `${line.kind} ${line.data}`;
  const same = lines.get(key);
  if (same === undefined) lines.set(key, line);
  else same.count += line.count;
}

/** Which sources are asked: all that are enabled, those that ask nobody outside, or those chosen. */
export type Choice = { of: "all" } | { of: "local" } | { of: "chosen"; ids: ReadonlySet<string> };

export function chosenSources(sources: readonly Source[], choice: Choice): Source[] {
  const enabled = sources.filter((source) => source.enabled);
  if (choice.of === "all") return enabled;
  if (choice.of === "local") return enabled.filter((source) => source.activity === "LOCAL");
  return enabled.filter((source) => choice.ids.has(source.id));
}

export type Estimate = { questions: number; outside: number; sources: number };

/** How many questions will be asked, how many of them outside, of how many sources. */
export function estimate(lines: readonly Line[], sources: readonly Source[]): Estimate {
  const all = countKinds(lines);
  const mayLeave = countKinds(lines.filter(({ staysInside }) => !staysInside));
  const found = { questions: 0, outside: 0, sources: 0 };
  for (const source of sources) {
    if (source.missingSecrets.length > 0) continue;
    const answered = source.supportedIndicators.filter(
      (kind) => !source.disabledIndicators.includes(kind),
    );
    const asked = source.activity === "LOCAL" ? all : mayLeave;
    const questions = answered.reduce((sum, kind) => sum + (asked.get(kind) ?? 0), 0);
    if (questions === 0) continue;
    found.questions += questions;
    found.sources += 1;
    if (source.activity !== "LOCAL") found.outside += questions;
  }
  return found;
}

function countKinds(lines: readonly Line[]): Map<Kind, number> {
  const counts = new Map<Kind, number>();
  for (const { kind } of lines) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
