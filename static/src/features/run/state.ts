/**
 * What is known about a request, folded from its events: a row for each indicator, a column for
 * each source, and where they meet what became of the question.
 *
 * States are never changed, and share what did not change: a row that is the same object says the
 * same. An event that is applied twice, as after a reconnect, changes nothing.
 */

import type { Done, Indicator, Planned, Result, RunEvent, Start, Verdict } from "@/api/types";

type Seq = number | null;

/** A question: what was planned, and its result once there is one. */
export type Cell = { plan: Planned | null; result: Result | null; seq: Seq };

export type Row = {
  /** Its place as it was asked. */
  index: number;
  indicator: Indicator;
  /** By column; undefined where this source was not planned for this indicator. */
  cells: readonly (Cell | undefined)[];
  verdict: Verdict | null;
  verdictSeq: Seq;
};

export type Column = {
  index: number;
  sourceId: string;
  slug: string;
  name: string;
  /** Questions that this source is asked, and how many of them came to an end. */
  asked: number;
  ended: number;
  /** Those that ended in an error. */
  failed: number;
};

export type RunState = {
  rows: readonly Row[];
  columns: readonly Column[];
  /** All questions, skipped ones too; null until the plan came. */
  total: number | null;
  /** How many of them came to an end: as was counted here, and as the server said. */
  ended: number;
  reported: number;
  done: Done | null;
  /** Where each indicator and each source is. */
  rowAt: ReadonlyMap<string, number>;
  columnAt: ReadonlyMap<string, number>;
};

export const EMPTY: RunState = {
  rows: [],
  columns: [],
  total: null,
  ended: 0,
  reported: 0,
  done: null,
  rowAt: new Map(),
  columnAt: new Map(),
};

/** The state after `events`; the very same one when they say nothing new. */
export function applyAll(state: RunState, events: readonly RunEvent[]): RunState {
  const draft = new Draft(state);
  for (const event of events) draft.take(event);
  return draft.state;
}

/** A state in the making: each part is copied once, at its first change. */
class Draft {
  state: RunState;
  readonly #before: RunState;
  readonly #ownRows = new Set<number>();
  readonly #ownColumns = new Set<number>();

  constructor(state: RunState) {
    this.state = state;
    this.#before = state;
  }

  take(event: RunEvent): void {
    if (event.type === "start") this.#start(event.data);
    else if (event.type === "result") this.#result(event.data, event.seq);
    else if (event.type === "verdict") this.#verdict(event.data, event.seq);
    else if (event.type === "progress") this.#progress(event.data.done);
    else if (this.state.done === null) this.#set({ done: event.data });
  }

  /** It goes forward only. */
  #progress(done: number): void {
    if (done > this.state.reported) this.#set({ reported: done });
  }

  #start({ indicators, planned, total }: Start): void {
    if (this.state.total !== null) return;
    this.#set({ total });
    for (const indicator of indicators) this.#row(indicator);
    for (const one of inOrder(planned)) {
      const column = this.#column(one);
      if (one.skips.length === 0) column.asked += 1;
      const cells = this.#row(one.indicator).cells as (Cell | undefined)[];
      cells[column.index] = { ...(cells[column.index] ?? NOTHING), plan: one };
    }
  }

  #result(result: Result, seq: Seq): void {
    const column = this.state.columnAt.get(result.sourceId);
    const row = this.state.rowAt.get(indicatorKey(result.indicator));
    const known = this.state.rows[row ?? -1]?.cells[column ?? -1];
    if (known !== undefined && known.result !== null && isOld(known.seq, seq)) return;
    const own = this.#column(result);
    const cells = this.#row(result.indicator).cells as (Cell | undefined)[];
    cells[own.index] = { plan: known?.plan ?? null, result, seq };
    const before = known?.result ?? null;
    if (before === null) this.#set({ ended: this.state.ended + 1 });
    if (known?.plan?.skips.length !== 0) return; // it was never to be asked
    own.ended += before === null ? 1 : 0;
    own.failed += Number(result.status === "ERROR") - Number(before?.status === "ERROR");
  }

  #verdict(verdict: Verdict, seq: Seq): void {
    const at = this.state.rowAt.get(indicatorKey(verdict.indicator));
    const known = this.state.rows[at ?? -1];
    if (known !== undefined && known.verdict !== null && isOld(known.verdictSeq, seq)) return;
    Object.assign(this.#row(verdict.indicator), { verdict, verdictSeq: seq });
  }

  #set(part: Partial<RunState>): void {
    this.state = { ...this.state, ...part };
  }

  /** The indicator's row, ours to change; a new one when the plan did not name it. */
  #row(indicator: Indicator): Row {
    const key = indicatorKey(indicator);
    const index = this.state.rowAt.get(key) ?? this.state.rows.length;
    const known = this.state.rows[index];
    if (known !== undefined && this.#ownRows.has(index)) return known;
    const row: Row =
      known === undefined
        ? { index, indicator, cells: [], verdict: null, verdictSeq: null }
        : { ...known, cells: [...known.cells] };
    this.#ownRows.add(index);
    if (this.state.rows === this.#before.rows) this.#set({ rows: [...this.state.rows] });
    (this.state.rows as Row[])[index] = row;
    if (known === undefined) {
      if (this.state.rowAt === this.#before.rowAt) this.#set({ rowAt: new Map(this.state.rowAt) });
      (this.state.rowAt as Map<string, number>).set(key, index);
    }
    return row;
  }

  /** The source's column, ours to change. */
  #column({ sourceId, slug, name }: Pick<Result, "sourceId" | "slug" | "name">): Column {
    const index = this.state.columnAt.get(sourceId) ?? this.state.columns.length;
    const known = this.state.columns[index];
    if (known !== undefined && this.#ownColumns.has(index)) return known;
    const column =
      known === undefined
        ? { index, sourceId, slug, name, asked: 0, ended: 0, failed: 0 }
        : { ...known };
    this.#ownColumns.add(index);
    if (this.state.columns === this.#before.columns) {
      this.#set({ columns: [...this.state.columns] });
    }
    (this.state.columns as Column[])[index] = column;
    if (known === undefined) {
      if (this.state.columnAt === this.#before.columnAt) {
        this.#set({ columnAt: new Map(this.state.columnAt) });
      }
      (this.state.columnAt as Map<string, number>).set(sourceId, index);
    }
    return column;
  }
}

const NOTHING: Cell = { plan: null, result: null, seq: null };

/** As planned, but sources that are asked about something come before those that are not. */
function inOrder(planned: readonly Planned[]): readonly Planned[] {
  const asked = new Set(planned.filter((one) => one.skips.length === 0).map((one) => one.sourceId));
  return [
    ...planned.filter((one) => asked.has(one.sourceId)),
    ...planned.filter((one) => !asked.has(one.sourceId)),
  ];
}

function isOld(known: Seq, seq: Seq): boolean {
  if (seq === null) return known !== null;
  return known !== null && seq <= known;
}

export function indicatorKey(indicator: Indicator): string {
  return `${indicator.kind} ${indicator.data}`;
}

/** How many questions of how many came to an end; null before the plan came. */
export function progressOf(state: RunState): { done: number; total: number } | null {
  const { total, ended, reported, done } = state;
  if (total === null) return null;
  return { done: done === null ? Math.min(total, Math.max(ended, reported)) : total, total };
}

/** Names of sources by slug. */
export function namesOf(columns: readonly Column[]): ReadonlyMap<string, string> {
  return new Map(columns.map(({ slug, name }) => [slug, name]));
}
