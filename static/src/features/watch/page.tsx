/** Watchlists: what is asked again on a schedule, when it is next, and what changed. */

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import {
  deleteWatchlist,
  isGoingOn,
  lastRunQuery,
  runWatchlist,
  type Watchlist,
  watchChangesQuery,
  watchlistsQuery,
} from "@/api/watchlists";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Button, LINK, LOOKS } from "@/ui/controls";
import { ConfirmDialog } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { LevelChip } from "@/ui/level-chip";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { ShapeMark } from "@/ui/shapes";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice, troubleText } from "@/ui/trouble-notice";
import { intervalWords } from "./intervals";
import WatchDialog from "./watch-dialog";

export function WatchlistsPage() {
  const t = useT();
  const { data, error } = useQuery(watchlistsQuery);
  return (
    <Page title={t("watch.title")}>
      {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
      {data === undefined && error === null && <Loading />}
      {data?.length === 0 && (
        <EmptyState
          title={t("watch.nothing")}
          action={
            <Link to="/history" className={LOOKS.main}>
              {t("watch.toHistory")}
            </Link>
          }
        >
          {t("watch.nothingNext")}
        </EmptyState>
      )}
      {data?.map((watchlist) => (
        <WatchCard key={watchlist.id} watchlist={watchlist} />
      ))}
    </Page>
  );
}

function WatchCard({ watchlist }: { watchlist: Watchlist }) {
  const t = useT();
  const { id, name, enabled, indicators, intervalSeconds } = watchlist;
  const { lastRunAt, nextRunAt, lastRequestId } = watchlist;
  return (
    <Card title={name} actions={<WatchActions watchlist={watchlist} />}>
      <div className="space-y-2 text-small">
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {!enabled && <Badge>{t("watch.off")}</Badge>}
          <span>{t("watch.about", { count: indicators.length })}</span>
          <span>{intervalWords(t, intervalSeconds)}</span>
          <span className="text-muted">
            {t("watch.last")}{" "}
            {lastRunAt === null ? (
              t("watch.never")
            ) : lastRequestId === null ? (
              <RelativeTime time={lastRunAt} />
            ) : (
              <Link to="/run/$id" params={{ id: lastRequestId }} className={LINK}>
                <RelativeTime time={lastRunAt} />
              </Link>
            )}
          </span>
          {enabled && nextRunAt !== null && (
            <span className="text-muted">
              {t("watch.next")} <RelativeTime time={nextRunAt} />
            </span>
          )}
        </p>
        <LastRun id={id} requestId={lastRequestId} />
        <details>
          <summary className="w-fit text-muted pointer-coarse:py-2.5">{t("watch.values")}</summary>
          <ul className="mt-1 max-h-60 overflow-y-auto font-mono">
            {indicators.map(({ kind, data }) => (
              <li key={`${kind} ${data}`} className="wrap-anywhere">
                {data}
              </li>
            ))}
          </ul>
        </details>
      </div>
    </Card>
  );
}

function WatchActions({ watchlist }: { watchlist: Watchlist }) {
  const t = useT();
  const may = useMay();
  const client = useQueryClient();
  const [asked, setAsked] = useState<"edit" | "delete" | null>(null);
  const known = () => client.invalidateQueries({ queryKey: watchlistsQuery.queryKey });
  const onError = (error: Error) => toast(troubleText(t, troubleOf(error)));
  const running = useMutation({
    mutationFn: () => runWatchlist(watchlist.id),
    onSuccess: async () => {
      await known();
      toast(t("watch.started"));
    },
    onError,
  });
  const deleting = useMutation({
    mutationFn: () => deleteWatchlist(watchlist.id),
    onSuccess: async () => {
      await known();
      toast(t("watch.deleted"));
    },
    onError,
  });
  if (!may("watch_edit")) return null;
  return (
    <>
      <Button disabled={running.isPending} onClick={() => running.mutate()}>
        {t("watch.run")}
      </Button>
      <Button onClick={() => setAsked("edit")}>{t("watch.change")}</Button>
      <Button disabled={deleting.isPending} onClick={() => setAsked("delete")}>
        {t("watch.delete")}
      </Button>
      {asked === "edit" && (
        <WatchDialog
          watchlist={watchlist}
          indicators={watchlist.indicators}
          sourceIds={watchlist.sourceIds}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === "delete" && (
        <ConfirmDialog
          title={t("watch.deleteTitle", { name: watchlist.name })}
          confirm={t("watch.delete")}
          onConfirm={() => deleting.mutate()}
          onClose={() => setAsked(null)}
        >
          {t("watch.deleteWhat")}
        </ConfirmDialog>
      )}
    </>
  );
}

const SHOWN = 20;

/** What goes on or went wrong, and what came out so far. */
function LastRun({ id, requestId }: { id: string; requestId: string | null }) {
  const t = useT();
  const {
    data: run,
    error,
    isPlaceholderData: another,
  } = useQuery({ ...lastRunQuery(id, requestId), placeholderData: keepPreviousData });
  if (error !== null) return <TroubleNotice trouble={troubleOf(error)} />;
  if (run === undefined) return null;
  return (
    <>
      {(another || isGoingOn(run)) && (
        <p role="status" className="inline-flex items-center gap-1.5 text-muted">
          <ShapeMark shape="WAITING" size="size-3" />
          {t("watch.goingOn")}
        </p>
      )}
      {run?.error != null && <p className="text-error wrap-anywhere">{run.error}</p>}
      <Changes id={id} comparedAt={run?.comparedAt ?? null} />
    </>
  );
}

/** Verdicts that are others than the time before, newest first. */
function Changes({ id, comparedAt }: { id: string; comparedAt: string | null }) {
  const t = useT();
  const { data, error } = useQuery({
    ...watchChangesQuery(id, comparedAt),
    placeholderData: keepPreviousData,
  });
  if (error !== null) return <TroubleNotice trouble={troubleOf(error)} />;
  if (data === undefined) return null;
  if (data.length === 0) return <p className="text-muted">{t("watch.noChange")}</p>;
  return (
    <div>
      <h3 className="font-semibold">{t("watch.changes")}</h3>
      <ul className="mt-1 divide-y divide-line border-line border-y">
        {data
          .slice(0, SHOWN)
          .map(({ id: change, createdAt, indicator, before, after, requestId }) => (
            <li key={change} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1">
              <span className="min-w-0 font-mono wrap-anywhere sm:w-72">{indicator.data}</span>
              <span className="inline-flex flex-wrap items-center gap-1.5">
                {before === null ? t("watch.noVerdict") : <LevelChip level={before} />}
                <span aria-hidden>→</span>
                <span className="sr-only">{t("watch.became")}</span>
                {after === null ? t("watch.noVerdict") : <LevelChip level={after} />}
              </span>
              <Link
                to="/run/$id"
                params={{ id: requestId }}
                className={`ml-auto inline-block pointer-coarse:py-2.5 ${LINK}`}
              >
                <RelativeTime time={createdAt} />
              </Link>
            </li>
          ))}
      </ul>
    </div>
  );
}
