/** One request, running or of long ago: its answers as they come, or as they came. */

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { troubleOf } from "@/api/http";
import { cancelRequest, createRequest, requestQuery } from "@/api/requests";
import { useActions } from "@/app/actions";
import { useKeys } from "@/app/keys";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { CopyButton } from "@/ui/copy-button";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import { Announcer } from "./announcer";
import { RunView } from "./run-view";
import { useRun } from "./use-run";

export function RunPage() {
  const { id } = useParams({ from: "/shell/run/$id" });
  return <OneRun key={id} id={id} />;
}

function OneRun({ id }: { id: string }) {
  const t = useT();
  const { data: request } = useSuspenseQuery(requestQuery(id));
  const { run, resume } = useRun(id, request.data);
  const cut = run.cut && run.trouble?.again ? { label: t("run.goOn"), run: resume } : null;
  return (
    <Page
      title={t("run.title", { value: request.data })}
      heading={
        <span className="flex items-center gap-1 font-mono">
          {request.data}
          <CopyButton text={request.data} label={t("run.copy", { value: request.data })} />
        </span>
      }
      actions={<RunActions id={id} running={run.phase === "following"} values={valuesOf(run)} />}
    >
      {run.trouble !== null && (
        <TroubleNotice trouble={run.trouble} action={cut}>
          {cut !== null && <p>{t("run.kept")}</p>}
        </TroubleNotice>
      )}
      <RunView run={run} />
      <Announcer run={run} />
    </Page>
  );
}

function valuesOf({ state }: ReturnType<typeof useRun>["run"]) {
  return state.start?.data.indicators ?? [];
}

type ActionProps = { id: string; running: boolean; values: readonly { data: string }[] };

/** Stop while it runs, ask again once it is over. */
function RunActions({ id, running, values }: ActionProps) {
  const t = useT();
  const may = useMay();
  const navigate = useNavigate();
  const stop = useMutation({ mutationFn: () => cancelRequest(id) });
  const again = useMutation({
    mutationFn: () =>
      createRequest({ indicators: values.map(({ data }) => ({ data })), refresh: true }),
    onSuccess: (newId) => navigate({ to: "/run/$id", params: { id: newId } }),
  });
  const canAsk = may("request_create") && !running && values.length > 0 && !again.isPending;
  const reAsk = canAsk ? [{ id: "re-ask", label: t("run.again"), run: () => again.mutate() }] : [];
  useActions(reAsk);
  useKeys(reAsk.map((action) => ({ ...action, keys: "r" })));
  const error = stop.error ?? again.error;
  return (
    <>
      {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
      {running && may("request_create") && (
        <Button onClick={() => stop.mutate()} disabled={stop.isPending}>
          {t("run.stop")}
        </Button>
      )}
      {canAsk && <Button onClick={() => again.mutate()}>{t("run.again")}</Button>}
    </>
  );
}
