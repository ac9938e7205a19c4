/** The grid's head: each source, how far it is, and how many of its questions failed. */

import type { VirtualItem } from "@tanstack/react-virtual";
import { useFormat, useT } from "@/i18n/language";
import { ShapeMark } from "@/ui/shapes";
import { type RunStore, useRunState } from "./store";
import type { Board } from "./use-board";

type Props = {
  board: Board;
  shown: readonly VirtualItem[];
  width: number;
  first: number;
  height: number;
};

export function MatrixHead({ board, shown, width, first, height }: Props) {
  const t = useT();
  const all = useRunState(board.store, (state) => state.rows.length);
  const some = board.order.length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: its cells are focused, not the row
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-20 min-w-full border-line border-b bg-surface"
      style={{ height, width }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: there is nothing to do with a heading */}
      <div
        role="columnheader"
        aria-colindex={1}
        className="sticky left-0 z-10 flex h-full items-end border-line border-r bg-surface px-2 pb-1.5 text-label font-semibold text-muted"
        style={{ width: first }}
      >
        {some === all
          ? t("run.rows", { count: all })
          : t("run.rowsShown", { shown: some, count: all })}
      </div>
      {shown.map(({ index, start, size }) => (
        <ColumnHead key={index} store={board.store} index={index} start={start} width={size} />
      ))}
    </div>
  );
}

type ColumnProps = { store: RunStore; index: number; start: number; width: number };

function ColumnHead({ store, index, start, width }: ColumnProps) {
  const t = useT();
  const format = useFormat();
  const column = useRunState(store, (state) => state.columns[index]);
  if (column === undefined) return null;
  const { name, asked, ended, failed } = column;
  const progress = t("run.progressOf", { name, done: ended, count: asked });
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: there is nothing to do with a heading
    <div
      role="columnheader"
      aria-colindex={index + 2}
      title={asked === 0 ? `${name}: ${t("run.notAsked")}` : progress}
      className="absolute inset-y-0 flex flex-col items-center justify-end px-0.5 pb-1 text-center text-label"
      style={{ left: start, width }}
    >
      <span className="line-clamp-2 max-w-full font-medium wrap-break-word">{name}</span>
      {asked === 0 ? (
        <span className="flex h-4 items-center text-muted">
          <ShapeMark shape="SKIPPED" size="size-3" />
          <span className="sr-only">{t("run.notAsked")}</span>
        </span>
      ) : (
        <span className="flex h-4 w-full items-center justify-center gap-1 px-1">
          {ended < asked && (
            <progress
              className="bar min-w-0 flex-1"
              value={ended}
              max={asked}
              aria-label={progress}
            />
          )}
          {failed > 0 && (
            <span
              title={t("run.failed", { count: failed })}
              className="flex items-center gap-0.5 text-error"
            >
              <ShapeMark shape="ERROR" size="size-3" />
              <span aria-hidden>{format.number(failed)}</span>
              <span className="sr-only">{t("run.failed", { count: failed })}</span>
            </span>
          )}
        </span>
      )}
    </div>
  );
}
