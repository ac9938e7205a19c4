/**
 * What a reader does with the rows of a run: where they are, what they selected, what is opened.
 *
 * A place is a row of those that are shown and a column: 0 is the indicator with its verdict, the
 * sources follow. Rows are remembered by their place in the question, so that sorting and
 * filtering take nothing away from under the reader.
 */

import { useMemo, useRef, useState } from "react";
import { move, type Place } from "./moves";
import type { CellName, Filters } from "./search";
import { shownRows } from "./shown";
import type { Column, Row } from "./state";
import { type RunStore, remembered, useRunState } from "./store";

export type Board = {
  store: RunStore;
  columns: readonly Column[];
  /** Places in the question of the rows that are shown, in the order in which they are. */
  order: readonly number[];
  /** Where the reader is; the first cell at first. */
  at: Place;
  /** Grows whenever a key led somewhere: focus has to follow then. */
  moves: number;
  /** By a key, on from where the reader is. */
  step: (key: string, page: number) => boolean;
  /** To a cell, by pointer. */
  go: (at: Place) => void;
  /** Focus back to where the reader is. */
  comeBack: () => void;
  selected: ReadonlySet<number>;
  select: (rows: Iterable<number>) => void;
  toggle: (row: number) => void;
  /** The rows that an action is about: those selected, else the one where the reader is. */
  chosen: () => Row[];
  nameAt: (at: Place) => CellName | null;
};

const NO_FILTERS: Filters = { outcomes: [], kind: "", text: "", differing: false };

/** `onMove` hears of every place that the reader comes to. */
export function useBoard(
  store: RunStore,
  filters: Filters,
  first: CellName | null,
  onMove: (name: CellName) => void,
): Board {
  const columns = useRunState(store, (state) => state.columns);
  const order = useRunState(store, useOrder(filters));
  const [place, setPlace] = useState<CellName | null>(first);
  const [moves, setMoves] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set<number>());
  const touched = useRef(first !== null);

  const at = {
    row: Math.max(0, order.indexOf(place?.row ?? -1)),
    column: columns.findIndex(({ slug }) => slug === place?.slug) + 1,
  };

  const nameAt = ({ row, column }: Place): CellName | null => {
    const index = order[row];
    return index === undefined ? null : { row: index, slug: columns[column - 1]?.slug ?? null };
  };

  const go = (to: Place) => {
    const name = nameAt(to);
    if (name === null) return;
    touched.current = true;
    setPlace(name);
    onMove(name);
  };

  const step = (key: string, page: number) => {
    const size = { rows: order.length, columns: columns.length + 1, page };
    // The first key leads into the rows, not past the first of them.
    const to = touched.current ? move(key, at, size) : move(key, at, size) && at;
    if (to === null) return false;
    go(to);
    setMoves((count) => count + 1);
    return true;
  };

  const chosen = () => {
    const { rows } = store.state;
    if (selected.size > 0) {
      const inOrder = shownRows(store.state, NO_FILTERS).filter((row) => selected.has(row));
      return inOrder.flatMap((index) => rows[index] ?? []);
    }
    const row = rows[order[at.row] ?? -1];
    return row === undefined ? [] : [row];
  };

  return {
    store,
    columns,
    order,
    at,
    moves,
    step,
    go,
    comeBack: () => setMoves((count) => count + 1),
    selected,
    select: (rows) => setSelected(new Set(rows)),
    toggle: (row) => setSelected((before) => toggled(before, row)),
    chosen,
    nameAt,
  };
}

function useOrder({ outcomes, kind, text, differing }: Filters) {
  const wanted = outcomes.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: outcomes are new at every drawing
  return useMemo(
    () => remembered((state) => shownRows(state, { outcomes, kind, text, differing })),
    [wanted, kind, text, differing],
  );
}

function toggled(before: ReadonlySet<number>, row: number): ReadonlySet<number> {
  const after = new Set(before);
  if (!after.delete(row)) after.add(row);
  return after;
}
