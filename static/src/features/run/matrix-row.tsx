/** One indicator's row of the grid. It is drawn anew only when something in it changed. */

import type { VirtualItem } from "@tanstack/react-virtual";
import { memo } from "react";
import { useT } from "@/i18n/language";
import { CheckMark } from "@/ui/check-button";
import { ShapeMark } from "@/ui/shapes";
import { CELL_BACK, endingOf, endingText } from "./ending";
import { Marks } from "./marks";
import { OutcomeChip, SilenceMark } from "./outcome";
import type { Cell, Column, Row } from "./state";
import { type RunStore, useRunState } from "./store";
import { Value } from "./value";

/** A narrower head has the verdict's shape alone. */
const WORDS_FROM = 300;

type Props = {
  store: RunStore;
  columns: readonly Column[];
  /** Its place in the question, and among the rows that are shown. */
  index: number;
  position: number;
  start: number;
  height: number;
  /** Width of its head. */
  first: number;
  shown: readonly VirtualItem[];
  /** The column that is reached by Tab; null when it is in another row. */
  focused: number | null;
  selected: boolean;
  running: boolean;
};

export const MatrixRow = memo(function MatrixRow(props: Props) {
  const { store, columns, index, position, start, height, first, shown, focused, selected } = props;
  const row = useRunState(store, (state) => state.rows[index]);
  if (row === undefined) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: its cells are focused, not the row
    <div
      role="row"
      aria-rowindex={position + 2}
      aria-selected={selected}
      className="group absolute inset-x-0 top-0 border-line border-b bg-surface hover:bg-sunken aria-selected:bg-informational-back"
      style={{ height, transform: `translateY(${start}px)` }}
    >
      <RowHead
        row={row}
        place={`${position}.0`}
        width={first}
        focused={focused === 0}
        selected={selected}
        running={props.running}
      />
      {shown.map((column) => (
        <MatrixCell
          key={column.index}
          cell={row.cells[column.index]}
          name={columns[column.index]?.name ?? ""}
          column={column}
          place={`${position}.${column.index + 1}`}
          focused={focused === column.index + 1}
          running={props.running}
        />
      ))}
    </div>
  );
});

type HeadProps = {
  row: Row;
  place: string;
  width: number;
  focused: boolean;
  selected: boolean;
  running: boolean;
};

function RowHead({ row, place, width, focused, selected, running }: HeadProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    <div
      role="rowheader"
      aria-colindex={1}
      data-place={place}
      tabIndex={focused ? 0 : -1}
      className="sticky left-0 z-10 flex h-full cursor-pointer items-center gap-2 border-line border-r bg-surface px-2 -outline-offset-2 group-hover:bg-sunken group-aria-selected:bg-informational-back"
      style={{ width }}
    >
      <span data-part="select" aria-hidden className="-m-2 p-2">
        <CheckMark checked={selected} />
      </span>
      <span className={width < WORDS_FROM ? "shrink-0" : "w-27 shrink-0"}>
        <OutcomeChip row={row} running={running} short={width < WORDS_FROM} />
      </span>
      <Value text={row.indicator.data} className="flex-1" />
      <Marks verdict={row.verdict} />
      <SilenceMark row={row} />
    </div>
  );
}

type CellProps = {
  cell: Cell | undefined;
  name: string;
  column: VirtualItem;
  place: string;
  focused: boolean;
  running: boolean;
};

function MatrixCell({ cell, name, column, place, focused, running }: CellProps) {
  const t = useT();
  const ending = cell === undefined ? null : endingOf(t, cell, running);
  const score = cell?.result?.score ?? null;
  const words = ending === null ? t("run.notPlanned") : endingText(t, ending);
  const scored = score === null ? words : `${words}, ${t("run.score", { score })}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    <div
      role="gridcell"
      aria-colindex={column.index + 2}
      aria-label={scored}
      data-place={place}
      tabIndex={focused ? 0 : -1}
      title={`${name}: ${scored}`}
      className="absolute inset-y-0 flex cursor-pointer items-center justify-center -outline-offset-2"
      style={{ left: column.start, width: column.size }}
    >
      {ending !== null && (
        <span
          className={`flex items-center gap-1 rounded-control px-1.5 py-0.5 ${ending.ink} ${CELL_BACK[ending.shape] ?? ""}`}
        >
          <ShapeMark shape={ending.shape} size="size-3.5" />
          {score}
        </span>
      )}
    </div>
  );
}
