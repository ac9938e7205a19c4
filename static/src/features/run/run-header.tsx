/** How the run stands: its state, how many of its answers are in, how long it took. */

import { type ReactNode, useEffect, useState } from "react";
import type { Request } from "@/api/requests";
import type { Done } from "@/api/types";
import { useFormat, useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { ShapeMark } from "@/ui/shapes";
import { Markings } from "./markings";
import { progressOf } from "./state";
import { type RunStore, useRunState } from "./store";
import type { Run } from "./use-run";

const TICK_MILLISECONDS = 1_000;

export function RunHeader({ run, request }: { run: Run; request: Request }) {
  const t = useT();
  const { store, phase, attempt } = run;
  const done = useRunState(store, (state) => state.done);
  const running = phase === "following";
  const words = useEndingWords(done);
  return (
    <div className="space-y-1.5">
      <div
        className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small sm:gap-x-2"
        data-part="counts"
      >
        <StateBadge run={run} cancelled={done?.cancelled ?? false} />
        <Markings request={request} />
        <Progress store={store} />
        {words.map((word) => (
          <Part key={word}>{word}</Part>
        ))}
        {running && done === null && <Elapsed since={request.createdAt} />}
        {attempt !== null && (
          <Part>
            <span className="text-error">{t("run.broke", { attempt })}</span>
          </Part>
        )}
      </div>
      {running && <Bar store={store} />}
    </div>
  );
}

function StateBadge({ run, cancelled }: { run: Run; cancelled: boolean }) {
  const t = useT();
  if (run.phase === "following") {
    return (
      <Badge>
        <ShapeMark shape="WAITING" size="size-3" /> {t("run.stateRunning")}
      </Badge>
    );
  }
  if (run.phase === "failed") return <Badge tone="bad">{t("run.stateCut")}</Badge>;
  if (cancelled) return <Badge tone="warning">{t("run.stateCancelled")}</Badge>;
  return <Badge tone="good">{t("run.stateDone")}</Badge>;
}

function Part({ children }: { children: ReactNode }) {
  return (
    <>
      <span aria-hidden className="text-muted max-sm:hidden">
        ·
      </span>
      <span>{children}</span>
    </>
  );
}

function Progress({ store }: { store: RunStore }) {
  const t = useT();
  const done = useRunState(store, (state) => progressOf(state)?.done ?? null);
  const total = useRunState(store, (state) => state.total);
  if (done === null || total === null) return null;
  return <span>{t("run.progress", { done, count: total })}</span>;
}

function Bar({ store }: { store: RunStore }) {
  const t = useT();
  const done = useRunState(store, (state) => progressOf(state)?.done ?? 0);
  const total = useRunState(store, (state) => state.total ?? 1);
  return (
    <progress
      className="bar block w-full"
      value={done}
      max={Math.max(total, 1)}
      aria-label={t("run.sourcesDone")}
    />
  );
}

/** Seconds so far; nothing while the reader's clock is behind the server's. */
function Elapsed({ since }: { since: string }) {
  const format = useFormat();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);
  const milliseconds = now - Date.parse(since);
  if (!(milliseconds >= TICK_MILLISECONDS)) return null;
  return <Part>{format.elapsed(milliseconds)}</Part>;
}

/** The server's counts, so that a verdict is never read without those who did not answer. */
function useEndingWords(done: Done | null): string[] {
  const t = useT();
  const format = useFormat();
  if (done === null) return [];
  const { found, notFound, error, skipped } = done.counts;
  const milliseconds = Date.parse(done.endedAt ?? "") - Date.parse(done.startedAt ?? "");
  return [
    t("run.countFound", { count: found }),
    t("run.countNotFound", { count: notFound }),
    ...(error > 0 ? [t("run.countError", { count: error })] : []),
    ...(skipped > 0 ? [t("run.countSkipped", { count: skipped })] : []),
    ...(Number.isNaN(milliseconds) ? [] : [format.elapsed(milliseconds)]),
  ];
}
