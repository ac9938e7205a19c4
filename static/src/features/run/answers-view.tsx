/** A run about one indicator: the verdict on top, then every source in its group. */

import { useEffect, useRef } from "react";
import type { Indicator } from "@/api/types";
import { useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { useNow } from "@/ui/use-now";
import { AnswerRow } from "./answer-row";
import { LETTERS, useEscape, useLetters } from "./board-keys";
import { Drawer } from "./drawer";
import { MemoryOf } from "./memory";
import { GROUPS, type Group, groupCells } from "./shown";
import { namesOf } from "./state";
import { type RunStore, useRunState } from "./store";
import { useReading } from "./use-reading";
import type { Run } from "./use-run";
import { VerdictBanner } from "./verdict-banner";

const TITLES = {
  found: "run.groupFound",
  waiting: "run.groupWaiting",
  error: "run.groupError",
  notFound: "run.groupNotFound",
  skipped: "run.groupSkipped",
} as const satisfies Record<Group, PlainKey>;

type Props = {
  requestId: string;
  run: Run;
  /** What is shown until the stream says more. */
  asked: Indicator;
};

export function AnswersView({ requestId, run, asked }: Props) {
  const t = useT();
  const { store, phase } = run;
  const { opened, open, close } = useReading();
  const row = useRunState(store, (state) => state.rows[0]);
  const columns = useRunState(store, (state) => state.columns);
  const running = phase === "following";
  const without = { following: "run.verdictWaiting", done: "run.verdictNone" } as const;
  return (
    <div className="flex items-start gap-4">
      <section aria-labelledby="answers" className="min-w-0 flex-1 space-y-4">
        <h2 id="answers" className="sr-only">
          {t("run.answers")}
        </h2>
        <VerdictBanner
          indicator={row?.indicator ?? asked}
          verdict={row?.verdict ?? null}
          names={namesOf(columns)}
          without={t(phase === "failed" ? "run.verdictCut" : without[phase])}
          final={phase === "done"}
        />
        <MemoryOf indicator={row?.indicator ?? asked} requestId={requestId} />
        <Groups store={store} running={running} onOpen={(slug) => open({ row: 0, slug })} />
      </section>
      {opened !== null && (
        <Opened
          requestId={requestId}
          store={store}
          slug={opened.slug}
          running={running}
          onOpen={open}
          onClose={close}
        />
      )}
    </div>
  );
}

type GroupsProps = { store: RunStore; running: boolean; onOpen: (slug: string) => void };

function Groups({ store, running, onOpen }: GroupsProps) {
  const t = useT();
  const now = useNow();
  const row = useRunState(store, (state) => state.rows[0]);
  if (row === undefined) return null;
  const groups = groupCells(row);
  return GROUPS.filter((group) => groups[group].length > 0).map((group) => (
    <section key={group} aria-labelledby={`group-${group}`}>
      <h3 id={`group-${group}`} className="mb-1.5 text-small font-semibold text-muted">
        {t(TITLES[group])} ({groups[group].length})
      </h3>
      <ul className="rounded-panel border border-line bg-surface">
        {groups[group].map((cell) => (
          <AnswerRow
            key={(cell.result ?? cell.plan)?.sourceId}
            cell={cell}
            now={now}
            running={running}
            onOpen={onOpen}
          />
        ))}
      </ul>
    </section>
  ));
}

type OpenedProps = {
  requestId: string;
  store: RunStore;
  slug: string | null;
  running: boolean;
  onOpen: (cell: { row: number; slug: string | null }) => void;
  onClose: () => void;
};

/** The drawer; there is one row, so that up and down lead through the sources too. */
function Opened({ requestId, store, slug, running, onOpen, onClose }: OpenedProps) {
  const columns = useRunState(store, (state) => state.columns);
  const step = (key: string) => {
    const by = key === LETTERS.j || key === LETTERS.l ? 1 : -1;
    const at = columns.findIndex((column) => column.slug === slug) + by;
    const next = columns[Math.max(0, Math.min(at, columns.length - 1))];
    if (next !== undefined) onOpen({ row: 0, slug: next.slug });
  };
  useLetters(step);
  useEscape(onClose);
  const last = useRef(slug);
  useEffect(() => {
    last.current = slug;
  });
  useEffect(() => () => focusSource(last.current), []);
  return (
    <Drawer
      store={store}
      requestId={requestId}
      cell={{ row: 0, slug }}
      running={running}
      onStep={step}
      onSource={(other) => onOpen({ row: 0, slug: other })}
      onClose={onClose}
    />
  );
}

/** Back to where the drawer was opened, or to the source that was read last. */
function focusSource(slug: string | null): void {
  if (slug === null) return;
  document.querySelector<HTMLElement>(`[data-source="${CSS.escape(slug)}"] button`)?.focus();
}
