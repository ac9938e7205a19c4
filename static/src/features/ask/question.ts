/**
 * The question that is being put together: what was pasted and what was found in texts and files,
 * what the server says of it, and what the person changed.
 */

import type { Detection, Kind, Special } from "@/api/indicators";
import type { Preset } from "@/api/presets";
import type { Source } from "@/api/sources";
import type { Extracted } from "@/api/uploads";
import type { Piece } from "./pasted";
import { isInside } from "./special";

/** As many indicators as one request takes. */
export const INDICATORS_AT_MOST = 100_000;
/** As many as are asked about at once; more are asked about in the background, part by part. */
export const AT_ONCE = 1_000;

/** Where something was found: `name` is the file's, null of the text in the box. */
export type Where = { name: string | null; line: number; context: string; part: string };

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
  /** Null of what was typed or pasted as a value. */
  where: Where | null;
};

/** What the person changed by hand, by value. */
export type Changes = {
  kinds: ReadonlyMap<string, Kind>;
  checked: ReadonlyMap<string, boolean>;
};

export const UNCHANGED: Changes = { kinds: new Map(), checked: new Map() };

/** A value that somebody typed is meant; a private one that stood in a text seldom is. */
export function isChecked({ value, where, staysInside }: Line, { checked }: Changes): boolean {
  return checked.get(value) ?? !(where !== null && staysInside);
}

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
  kinds: Changes["kinds"],
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
    } else {
      addLine(lines, lineOf(value, count, detection.indicator, detection, kinds));
    }
  }
  return { lines: [...lines.values()], others, pending };
}

function lineOf(
  value: string,
  count: number,
  indicator: NonNullable<Detection["indicator"]>,
  detection: Detection,
  kinds: Changes["kinds"],
): Line {
  const kind = kinds.get(value) ?? indicator.kind;
  return {
    value,
    // Of another kind than detected, the canonical form is the server's to find.
    data: kind === indicator.kind ? indicator.data : value,
    kind,
    kinds: [...new Set([indicator.kind, ...detection.alternatives])],
    count,
    special: detection.special,
    staysInside: detection.staysInside,
    where: null,
  };
}

/** What the server found in a text or a file, as lines. */
export function linesOf(name: string | null, found: readonly Extracted[]): Line[] {
  return found.map(({ indicator: { data, kind }, count, first, special }) => ({
    value: data,
    data,
    kind,
    kinds: [kind],
    count,
    special,
    staysInside: isInside(special),
    where: { name, line: first.line, context: first.context, part: first.part },
  }));
}

/** Lines of several texts as one list: the same indicator is one line, as it was met first. */
export function together(lists: readonly (readonly Line[])[]): Line[] {
  const [only, ...more] = lists;
  if (only !== undefined && more.length === 0) return [...only];
  const lines = new Map<string, Line>();
  for (const list of lists) for (const line of list) addLine(lines, { ...line });
  return [...lines.values()];
}

function addLine(lines: Map<string, Line>, line: Line): void {
  const key = `${line.kind} ${line.data}`;
  const same = lines.get(key);
  if (same === undefined) lines.set(key, line);
  else same.count += line.count;
}

/** Which sources are asked: all that are enabled, those of a preset, or those chosen. */
export type Choice =
  | { of: "all" }
  | { of: "preset"; id: string }
  | { of: "chosen"; ids: ReadonlySet<string> };

export function chosenSources(
  sources: readonly Source[],
  presets: readonly Preset[],
  choice: Choice,
  offline: boolean,
): Source[] {
  const able = sources.filter((source) => source.enabled && (!offline || isLocal(source)));
  if (choice.of === "all") return able;
  const ids =
    choice.of === "chosen"
      ? choice.ids
      : new Set(presets.find(({ id }) => id === choice.id)?.sourceIds);
  return able.filter((source) => ids.has(source.id));
}

function isLocal({ activity }: Source): boolean {
  return activity === "LOCAL";
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
    const asked = isLocal(source) ? all : mayLeave;
    const questions = answered.reduce((sum, kind) => sum + (asked.get(kind) ?? 0), 0);
    if (questions === 0) continue;
    found.questions += questions;
    found.sources += 1;
    if (!isLocal(source)) found.outside += questions;
  }
  return found;
}

export function countKinds(lines: readonly Line[]): Map<Kind, number> {
  const counts = new Map<Kind, number>();
  for (const { kind } of lines) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
