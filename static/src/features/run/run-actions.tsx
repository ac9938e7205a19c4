/** What can be done with a whole run: stop it, ask again, share it. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Link as LinkIcon, RotateCw, Square } from "lucide-react";
import { troubleOf } from "@/api/http";
import { cancelRequest, createRequest, type RequestCreate } from "@/api/requests";
import { sourcesQuery } from "@/api/sources";
import { useActions } from "@/app/actions";
import { useKeys } from "@/app/keys";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { TroubleNotice } from "@/ui/trouble-notice";
import { copyLink } from "./copy-link";
import { type RunStore, useRunState } from "./store";

type Props = { id: string; store: RunStore; running: boolean };

export function RunActions({ id, store, running }: Props) {
  const t = useT();
  const may = useMay();
  const stop = useMutation({ mutationFn: () => cancelRequest(id) });
  const again = useAskAgain(store);
  const known = useRunState(store, (state) => state.rows.length > 0);
  const mayAsk = may("request_create");
  const canAsk = mayAsk && !running && known;
  const canStop = mayAsk && running;
  const share = { id: "share", label: t("run.share"), run: () => copyLink(t) };
  const askAgain = { id: "re-ask", label: t("run.again"), run: () => again.mutate() };
  const halt = { id: "stop", label: t("run.stop"), run: () => stop.mutate() };
  useActions([share, ...(canAsk ? [askAgain] : []), ...(canStop ? [halt] : [])]);
  useKeys(canAsk && !again.isPending ? [{ ...askAgain, keys: "r" }] : []);
  const error = stop.error ?? again.error;
  return (
    <>
      {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
      {canStop && (
        <Button onClick={halt.run} disabled={stop.isPending || stop.isSuccess}>
          <Square aria-hidden size={14} />
          {t("run.stop")}
        </Button>
      )}
      {canAsk && (
        <Button onClick={askAgain.run} disabled={again.isPending}>
          <RotateCw aria-hidden size={14} />
          {t("run.again")}
        </Button>
      )}
      <Button onClick={share.run}>
        <LinkIcon aria-hidden size={14} />
        {t("run.share")}
      </Button>
    </>
  );
}

/** The same indicators at the same sources, past the cache; those that are gone are left out. */
function useAskAgain(store: RunStore) {
  const navigate = useNavigate();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { rows, columns } = store.state;
      const there = new Set((await client.fetchQuery(sourcesQuery)).map(({ id }) => id));
      const asked = columns.map(({ sourceId }) => sourceId);
      const left = asked.filter((sourceId) => there.has(sourceId));
      return createRequest({
        indicators: rows.map(({ indicator }) => indicator) as RequestCreate["indicators"],
        sourceIds: left.length > 0 ? left : asked, // none would mean all: let the server refuse
        refresh: true,
      });
    },
    onSuccess: (id) => navigate({ to: "/run/$id", params: { id } }),
  });
}
