/**
 * The rows as a list: each indicator with its verdict, its reason, and a strip of what the sources
 * said. It takes the grid's place on a narrow screen. Only what is seen is in the page.
 */

import { useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { memo, type Ref, useEffect } from "react";
import { useT } from "@/i18n/language";
import { CheckButton } from "@/ui/check-button";
import { ShapeMark } from "@/ui/shapes";
import { useMeasured } from "@/ui/use-screen";
import { CELL_BACK, endingOf, endingText } from "./ending";
import { Marks } from "./marks";
import { OutcomeChip, SilenceMark } from "./outcome";
import type { CellName } from "./search";
import type { Cell, Column, Row } from "./state";
import { type RunStore, useRunState } from "./store";
import type { Board } from "./use-board";
import { kindWords } from "./wording";

const TYPICAL_HEIGHT = 128;
const GAP = 8;

type Props = { board: Board; running: boolean; onOpen: (cell: CellName) => void };

export function IndicatorList({ board, running, onOpen }: Props) {
  const t = useT();
  const { ref, element, top } = useMeasured<HTMLUListElement>();
  const { order, at, moves } = board;
  const items = useWindowVirtualizer({
    count: order.length,
    estimateSize: () => TYPICAL_HEIGHT,
    getItemKey: (index) => order[index] ?? index,
    gap: GAP,
    overscan: 3,
    scrollMargin: top,
    scrollPaddingStart: 64,
    scrollPaddingEnd: 120,
    useFlushSync: false,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a key that led somewhere
  useEffect(() => {
    if (moves === 0) return;
    items.scrollToIndex(at.row);
    if (document.activeElement?.closest("[data-part=drawer]")) return; // it reads on there
    const soon = requestAnimationFrame(() => {
      const cell = element?.querySelector<HTMLElement>(`[data-place="${at.row}.${at.column}"]`);
      cell?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(soon);
  }, [moves]);

  const open = (row: number, column: number) => {
    const name = board.nameAt({ row, column });
    if (name === null) return;
    board.go({ row, column });
    onOpen(name);
  };

  return (
    <ul
      ref={ref}
      aria-label={t("run.list")}
      data-part="list"
      className="relative"
      style={{ height: items.getTotalSize() }}
    >
      {items.getVirtualItems().map((item) => (
        <Item
          key={item.key}
          ref={items.measureElement}
          item={item}
          top={item.start - top}
          store={board.store}
          columns={board.columns}
          index={order[item.index] ?? 0}
          count={order.length}
          focused={item.index === at.row ? at.column : null}
          selected={board.selected.has(order[item.index] ?? -1)}
          running={running}
          onOpen={open}
          onToggle={board.toggle}
        />
      ))}
    </ul>
  );
}

type ItemProps = {
  ref: Ref<HTMLLIElement>;
  item: VirtualItem;
  top: number;
  store: RunStore;
  columns: readonly Column[];
  index: number;
  count: number;
  focused: number | null;
  selected: boolean;
  running: boolean;
  onOpen: (row: number, column: number) => void;
  onToggle: (index: number) => void;
};

/** Two with the same numbers are drawn the same; what the functions do depends on nothing else. */
const Item = memo(DrawnItem, (before, after) =>
  (Object.keys(after) as (keyof ItemProps)[]).every(
    (name) => typeof after[name] === "function" || after[name] === before[name],
  ),
);

function DrawnItem(props: ItemProps) {
  const { ref, item, top, store, columns, index, focused, selected, running } = props;
  const t = useT();
  const row = useRunState(store, (state) => state.rows[index]);
  if (row === undefined) return null;
  const { data, kind } = row.indicator;
  return (
    <li
      ref={ref}
      data-index={item.index}
      aria-setsize={props.count}
      aria-posinset={item.index + 1}
      className={`absolute inset-x-0 top-0 space-y-1.5 rounded-panel border p-3 ${selected ? "border-accent bg-informational-back" : "border-line bg-surface"}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <CheckButton
          label={t("run.select", { value: data })}
          checked={selected}
          onToggle={() => props.onToggle(index)}
          className="-m-2 pointer-coarse:-m-3.5"
        />
        <OutcomeChip row={row} running={running} />
        <span className="text-small text-muted">{kindWords(t, kind)}</span>
        <Marks verdict={row.verdict} />
        <SilenceMark row={row} long />
      </div>
      <button
        type="button"
        data-place={`${item.index}.0`}
        tabIndex={focused === 0 ? 0 : -1}
        title={data}
        onClick={() => props.onOpen(item.index, 0)}
        className="line-clamp-3 w-full cursor-pointer text-left font-mono text-body font-semibold break-all hover:text-accent-strong pointer-coarse:min-h-8"
      >
        {data}
      </button>
      {row.verdict !== null && <p className="text-small">{row.verdict.reason}</p>}
      <Strip
        row={row}
        columns={columns}
        position={item.index}
        focused={focused}
        running={running}
        onOpen={props.onOpen}
      />
    </li>
  );
}

type StripProps = {
  row: Row;
  columns: readonly Column[];
  position: number;
  focused: number | null;
  running: boolean;
  onOpen: (row: number, column: number) => void;
};

/** What each source said, as a row of shapes; one of them is reached by Tab, the others by keys. */
function Strip({ row, columns, position, focused, running, onOpen }: StripProps) {
  const t = useT();
  return (
    <ul aria-label={t("run.sources")} className="flex flex-wrap gap-x-px sm:-ml-1">
      {columns.map(({ index, name }) => {
        const cell = row.cells[index];
        return (
          cell !== undefined && (
            <li key={index} className="max-w-8 min-w-6 flex-1">
              <StripCell
                cell={cell}
                name={name}
                place={`${position}.${index + 1}`}
                focused={focused === index + 1}
                running={running}
                onOpen={() => onOpen(position, index + 1)}
              />
            </li>
          )
        );
      })}
    </ul>
  );
}

type StripCellProps = {
  cell: Cell;
  name: string;
  place: string;
  focused: boolean;
  running: boolean;
  onOpen: () => void;
};

function StripCell({ cell, name, place, focused, running, onOpen }: StripCellProps) {
  const t = useT();
  const ending = endingOf(t, cell, running);
  const words = `${name}: ${endingText(t, ending)}`;
  return (
    <button
      type="button"
      aria-label={words}
      title={words}
      data-place={place}
      tabIndex={focused ? 0 : -1}
      onClick={onOpen}
      className="flex h-7 w-full cursor-pointer items-center justify-center -outline-offset-1 pointer-coarse:h-9"
    >
      <span
        className={`flex h-6 w-full max-w-6 items-center justify-center rounded-control ${ending.ink} ${CELL_BACK[ending.shape] ?? "bg-sunken"}`}
      >
        <ShapeMark shape={ending.shape} size="size-3.5" />
      </span>
    </button>
  );
}
