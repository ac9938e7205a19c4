/** A request whose answers are shown as they come, or as they came. */

import { lazy } from "react";
import type { Request } from "@/api/requests";
import { useT } from "@/i18n/language";
import { CopyButton } from "@/ui/copy-button";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import { Announcer } from "./announcer";
import { AnswersView } from "./answers-view";
import { CopyValue } from "./pieces";
import { RunActions } from "./run-actions";
import { RunHeader } from "./run-header";
import { useRunState } from "./store";
import { type Run, useRun } from "./use-run";

// A run about one indicator needs no grid.
const BoardView = lazy(() => import("./board-view"));

export default function FollowedRun({ id, request }: { id: string; request: Request }) {
  const t = useT();
  const run = useRun(id);
  const { store, phase, trouble } = run;
  const streamed = useRunState(store, (state) => state.rows.length);
  const count = Math.max(streamed, request.indicatorCount ?? 1);
  const running = phase === "following";
  const cut = run.cut && trouble?.again ? { label: t("run.goOn"), run: run.resume } : null;
  const others = count - 1;
  return (
    <Page
      title={
        others === 0
          ? t("run.title", { value: request.data })
          : t("run.titleMany", { value: request.data, count: others })
      }
      heading={<Heading request={request} run={run} others={others} />}
      actions={<RunActions id={id} store={store} running={running} />}
    >
      <RunHeader run={run} request={request} />
      {trouble !== null && (
        <TroubleNotice trouble={trouble} action={cut}>
          {cut !== null && <p>{t("run.kept")}</p>}
        </TroubleNotice>
      )}
      {count > 1 ? (
        <BoardView requestId={id} store={store} running={running} />
      ) : (
        <AnswersView requestId={id} run={run} asked={request} />
      )}
      <Announcer run={run} value={request.data} />
    </Page>
  );
}

function Heading({ request, run, others }: { request: Request; run: Run; others: number }) {
  const t = useT();
  const all = () => run.store.state.rows.map(({ indicator }) => indicator.data).join("\n");
  const rows = useRunState(run.store, (state) => state.rows.length);
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <span className="line-clamp-3 max-w-full font-mono wrap-anywhere" title={request.data}>
        {request.data}
      </span>
      {others === 0 ? (
        <CopyValue indicator={request} />
      ) : (
        <>
          <span>{t("run.andMore", { count: others })}</span>
          {rows > 0 && <CopyButton text={all()} label={t("run.copyAll", { count: rows })} />}
        </>
      )}
    </span>
  );
}
