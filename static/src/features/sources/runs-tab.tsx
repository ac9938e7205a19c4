/** What a source did in the background: refreshes of its feed, its task; each with its log. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { troubleOf } from "@/api/http";
import { isRunning, runQuery, runSource, runsQuery, type SourceRun } from "@/api/runs";
import { type Source, sourcesQuery } from "@/api/sources";
import { useMay } from "@/app/session";
import { CodeBlock } from "@/features/run/pieces";
import { useFormat, useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { toast } from "@/ui/announce";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Loading } from "@/ui/loading";
import { ShapeMark } from "@/ui/shapes";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice } from "@/ui/trouble-notice";
import { logText } from "./log-text";

export function RunsTab({ source }: { source: Source }) {
  const t = useT();
  const mayRun = useMay()("feed_edit");
  const client = useQueryClient();
  const query = runsQuery(source.id);
  const { data, error } = useQuery(query);
  const starting = useMutation({
    mutationFn: () => runSource(source.id),
    onSuccess: () => toast(t("sources.runStarted")),
    onSettled: () => client.invalidateQueries({ queryKey: query.queryKey }),
  });
  // The schedule may have been faster: then its run is shown, which is what was wanted.
  const refused = starting.error !== null && troubleOf(starting.error).kind !== "conflict";
  const trouble = error ?? (refused ? starting.error : null);
  const ended = data?.find((run) => !isRunning(run))?.id;
  useEffect(() => {
    if (ended === undefined) return;
    void client.invalidateQueries({ queryKey: sourcesQuery.queryKey, exact: true });
  }, [client, ended]);
  return (
    <div className="space-y-3">
      {mayRun && (
        <Button
          disabled={starting.isPending || data?.some(isRunning) === true}
          onClick={() => starting.mutate()}
        >
          {t("sources.runNow")}
        </Button>
      )}
      {trouble !== null && <TroubleNotice trouble={troubleOf(trouble)} />}
      {data === undefined && error === null && <Loading />}
      {data?.length === 0 && <EmptyState title={t("sources.noRuns")} />}
      {data !== undefined && data.length > 0 && (
        <ul aria-label={t("sources.runs")} className="rounded-panel border border-line bg-surface">
          {data.map((run) => (
            <Run key={run.id} sourceId={source.id} run={run} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Run({ sourceId, run }: { sourceId: string; run: SourceRun }) {
  const t = useT();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { startedAt, endedAt, rows, error, trigger } = run;
  const took = endedAt === null ? Number.NaN : Date.parse(endedAt) - Date.parse(startedAt);
  return (
    <li className="border-line border-t first:border-0">
      <details onToggle={(event) => setOpen(event.currentTarget.open)} className="px-3 text-small">
        <summary className="py-2 pointer-coarse:py-3">
          <span className="inline-flex max-w-[calc(100%-1.25rem)] flex-wrap items-center gap-x-3 gap-y-1 align-top">
            <Outcome run={run} />
            <RelativeTime time={startedAt} />
            <span className="text-muted">
              {[
                t(trigger === "PERSON" ? "sources.byPerson" : "sources.bySchedule"),
                ...(Number.isNaN(took) ? [] : [format.elapsed(took)]),
                ...(rows === null ? [] : [t("sources.rows", { rows: format.number(rows) })]),
              ].join(" · ")}
            </span>
            {error !== null && <span className="text-error wrap-anywhere">{error}</span>}
          </span>
        </summary>
        {open && <Log sourceId={sourceId} run={run} />}
      </details>
    </li>
  );
}

const OUTCOMES = {
  DONE: ["sources.runDone", "good"],
  FAILED: ["sources.runFailed", "bad"],
  INTERRUPTED: ["sources.runInterrupted", "warning"],
} as const satisfies Record<
  Exclude<SourceRun["outcome"], "RUNNING">,
  readonly [PlainKey, "good" | "bad" | "warning"]
>;

function Outcome({ run: { outcome } }: { run: SourceRun }) {
  const t = useT();
  if (outcome === "RUNNING") {
    return (
      <Badge>
        <ShapeMark shape="WAITING" size="size-3" /> {t("sources.runRunning")}
      </Badge>
    );
  }
  const [words, tone] = OUTCOMES[outcome];
  return <Badge tone={tone}>{t(words)}</Badge>;
}

function Log({ sourceId, run }: { sourceId: string; run: SourceRun }) {
  const t = useT();
  const { data, error } = useQuery(runQuery(sourceId, run.id, isRunning(run)));
  if (error !== null) return <TroubleNotice trouble={troubleOf(error)} />;
  if (data === undefined) return <Loading />;
  if (data.log.length === 0) return <p className="pb-3 text-muted">{t("sources.noLog")}</p>;
  return (
    <div className="pb-3">
      <CodeBlock label={t("sources.logs")} text={logText(data.log)} />
    </div>
  );
}
