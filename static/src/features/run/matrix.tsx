/**
 * Indicators × sources, as a grid of which only what is seen is in the page.
 *
 * Five hundred indicators at a dozen sources are six thousand cells: drawn at once they stop the
 * page for seconds. The cell that has the focus always stays, wherever one scrolls to.
 */

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo } from "react";
import { nameOf } from "@/app/keys";
import { useT } from "@/i18n/language";
import { useMeasured, useMedia } from "@/ui/use-screen";
import { MatrixHead } from "./matrix-head";
import { MatrixRow } from "./matrix-row";
import type { Place } from "./moves";
import type { CellName } from "./search";
import type { Board } from "./use-board";

const HEAD = 56;
const ROW = 30;
const TOUCHED_ROW = 44;
/** Columns of sources, and the head of the rows, which takes what they leave. */
const NARROWEST = 66;
const WIDEST = 96;
const WIDEST_HEAD = 640;
/** What is below the grid: the meaning of the shapes. */
const FOOT = 64;

type Props = { board: Board; running: boolean; onOpen: (cell: CellName) => void };

export function Matrix({ board, running, onOpen }: Props) {
  const t = useT();
  const { ref, element, width, top } = useMeasured<HTMLDivElement>();
  const { order, columns, at } = board;
  const { first, size } = widthsIn(width, columns.length);
  const { rows, across, height } = useVirtual(board, element, first, size);
  useFocus(board, element, (place) => {
    rows.scrollToIndex(place.row);
    if (place.column > 0) across.scrollToIndex(place.column - 1);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const name = board.nameAt(at);
    const page = Math.max(1, Math.floor((element?.clientHeight ?? 0) / height) - 3);
    if (name === null) return;
    if (event.key === "Enter") onOpen(name);
    else if (event.key === " ") board.toggle(name.row);
    else if (!board.step(nameOf(event.nativeEvent) ?? "", page)) return;
    event.preventDefault();
  };

  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const place = placeOf(target);
    const name = place && board.nameAt(place);
    if (place === null || name === null || hasSelectedText()) return;
    board.go(place);
    if (target.closest("[data-part=select]") !== null) board.toggle(name.row);
    else onOpen(name);
  };

  const shown = across.getVirtualItems();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table has no way to hold a part of its rows
    <div
      ref={ref}
      role="grid"
      aria-label={t("run.matrix")}
      aria-multiselectable
      aria-rowcount={order.length + 1}
      aria-colcount={columns.length + 1}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onClick={onClick}
      data-part="matrix"
      style={{ maxHeight: `max(20rem, calc(100dvh - ${top + FOOT}px))` }}
      className="relative overflow-auto overscroll-x-contain rounded-panel border border-line bg-surface text-small outline-none [&_svg]:animate-none"
    >
      <div
        role="presentation"
        className="relative min-w-full"
        style={{ height: rows.getTotalSize(), width: across.getTotalSize() }}
      >
        <MatrixHead
          board={board}
          shown={shown}
          width={across.getTotalSize()}
          first={first}
          height={HEAD}
        />
        {rows.getVirtualItems().map(({ index, start }) => (
          <MatrixRow
            key={order[index]}
            store={board.store}
            columns={columns}
            index={order[index] ?? 0}
            position={index}
            start={start}
            height={height}
            first={first}
            shown={shown}
            focused={index === at.row ? at.column : null}
            selected={board.selected.has(order[index] ?? -1)}
            running={running}
          />
        ))}
      </div>
    </div>
  );
}

/** As wide as it takes to read values, and the sources in what is left. */
function widthsIn(width: number, sources: number): { first: number; size: number } {
  const least = width < 720 ? 224 : width < 1000 ? 300 : 330;
  const room = Math.floor((width - least) / Math.max(1, sources));
  const size = Math.max(NARROWEST, Math.min(WIDEST, room));
  const left = width - size * sources - 1;
  return { first: Math.max(least, Math.min(WIDEST_HEAD, left)), size };
}

function useVirtual(board: Board, scroller: HTMLDivElement | null, first: number, size: number) {
  const { order, columns, at } = board;
  const height = useMedia("(pointer: coarse)") ? TOUCHED_ROW : ROW;
  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD,
    overscan: 4,
    rangeExtractor: useWith(at.row),
    useFlushSync: false,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller,
    estimateSize: () => size,
    paddingStart: first,
    scrollPaddingStart: first,
    overscan: 2,
    rangeExtractor: useWith(at.column - 1),
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it measures what the sizes are now
  useEffect(() => {
    rows.measure();
    across.measure();
  }, [height, size, first]);
  return { rows, across, height };
}

/** What is in sight, and the one where the focus is. */
function useWith(kept: number) {
  return useMemo(
    () => (range: Range) => {
      const seen = defaultRangeExtractor(range);
      if (kept < 0 || kept >= range.count || seen.includes(kept)) return seen;
      return [...seen, kept].sort((a, b) => a - b);
    },
    [kept],
  );
}

/** After a key led somewhere: there it is in sight, and there is the focus. */
function useFocus({ moves, at }: Board, grid: HTMLElement | null, scrollTo: (at: Place) => void) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place may change by sorting too
  useEffect(() => {
    if (moves === 0) return;
    scrollTo(at);
    if (document.activeElement?.closest("[data-part=drawer]")) return; // it reads on there
    const cell = grid?.querySelector<HTMLElement>(`[data-place="${at.row}.${at.column}"]`);
    cell?.focus({ preventScroll: true });
  }, [moves]);
}

function placeOf(target: Element): Place | null {
  const text = target.closest<HTMLElement>("[data-place]")?.dataset.place;
  if (text === undefined) return null;
  const [row = 0, column = 0] = text.split(".").map(Number);
  return { row, column };
}

/** Whoever marks a value to copy it does not want it opened. */
function hasSelectedText(): boolean {
  return getSelection()?.isCollapsed === false;
}
