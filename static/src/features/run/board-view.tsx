/** A run about many indicators: as a grid or as a list, filtered, selected from, opened cell by cell. */

import { useEffect, useRef } from "react";
import { useKeys } from "@/app/keys";
import { useT } from "@/i18n/language";
import { EmptyState } from "@/ui/empty-state";
import { Loading } from "@/ui/loading";
import { ShapeMark } from "@/ui/shapes";
import { Tabs } from "@/ui/tabs";
import { NARROW, useMedia } from "@/ui/use-screen";
import { useBoardKeys, useCommands, useEscape } from "./board-keys";
import { Drawer } from "./drawer";
import { FilterBar } from "./filters";
import { IndicatorList } from "./indicator-list";
import { MarkSelection } from "./mark-selection";
import { Matrix } from "./matrix";
import type { CellName } from "./search";
import { SelectionBar } from "./selection-bar";
import { type RunStore, useRunState } from "./store";
import { useBoard } from "./use-board";
import { useReading } from "./use-reading";

type Props = { requestId: string; store: RunStore; running: boolean };

export default function BoardView({ requestId, store, running }: Props) {
  const t = useT();
  const { view, filters, opened, ...reading } = useReading();
  const onMove = (cell: CellName) => {
    if (opened !== null) reading.open(cell);
  };
  const board = useBoard(store, filters, opened, onMove);
  const commands = useCommands(board);
  useBoardKeys(board, commands);
  const text = useRef<HTMLInputElement>(null);
  useKeys([{ keys: "/", label: t("run.filter"), run: () => text.current?.focus() }]);
  const narrow = useMedia(NARROW);

  useEscape((event) => {
    if (event.target === text.current && filters.text !== "") return; // it empties the field
    if (opened !== null) reading.close();
    else commands.none();
  });
  const planned = useRunState(store, (state) => state.rows.length > 0);
  const isOpen = opened !== null;
  const wasOpen = useRef(isOpen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the drawer has gone, by whatever way
  useEffect(() => {
    if (wasOpen.current && !isOpen) board.comeBack();
    wasOpen.current = isOpen;
  }, [isOpen]);

  if (!planned) return running ? <Loading /> : null;
  const rows =
    board.order.length === 0 ? (
      <EmptyState title={t("run.nothingShown")}>{t("run.nothingShownNext")}</EmptyState>
    ) : view === "list" || narrow ? (
      <IndicatorList board={board} running={running} onOpen={reading.open} />
    ) : (
      <>
        <Matrix board={board} running={running} onOpen={reading.open} />
        {board.selected.size === 0 && <Legend />}
      </>
    );
  const filtered = (
    <div className="space-y-3">
      <FilterBar ref={text} store={store} filters={filters} onChange={reading.filter} />
      {rows}
      <SelectionBar count={board.selected.size} commands={commands}>
        <MarkSelection
          indicators={board.chosen().map(({ indicator }) => indicator)}
          sourceIds={board.columns.map(({ sourceId }) => sourceId)}
        />
      </SelectionBar>
    </div>
  );
  return (
    <div className="flex items-start gap-4">
      <div className="min-w-0 flex-1">
        {narrow ? (
          filtered
        ) : (
          <Tabs
            label={t("run.views")}
            tabs={[
              { value: "matrix", label: t("run.matrix") },
              { value: "list", label: t("run.list") },
            ]}
            value={view}
            onChange={reading.show}
          >
            {filtered}
          </Tabs>
        )}
      </div>
      {opened !== null && (
        <Drawer
          store={store}
          requestId={requestId}
          cell={opened}
          running={running}
          onStep={(key) => void board.step(key, 1)}
          onSource={(slug) => {
            const column = board.columns.findIndex((one) => one.slug === slug) + 1;
            board.go({ row: board.at.row, column });
          }}
          onClose={reading.close}
        />
      )}
    </div>
  );
}

/** The shapes that are no verdicts; those stand beside their words in the filters. */
function Legend() {
  const t = useT();
  const marks = [
    ["NOT_FOUND", "text-muted", t("run.notFound")],
    ["ERROR", "text-error", t("run.error")],
    ["SKIPPED", "text-muted", t("run.skipped")],
    ["WAITING", "text-muted", t("run.waiting")],
  ] as const;
  return (
    <ul aria-label={t("run.legend")} className="flex flex-wrap gap-x-4 text-label text-muted">
      {marks.map(([shape, ink, words]) => (
        <li key={shape} className="flex items-center gap-1">
          <span className={ink}>
            <ShapeMark shape={shape} size="size-3" />
          </span>
          {words}
        </li>
      ))}
    </ul>
  );
}
