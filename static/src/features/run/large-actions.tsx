/** What can be done with a request in the background: pause it, go on, stop it, share it. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link as LinkIcon, Pause, Play, Square } from "lucide-react";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import {
  cancelRequest,
  pauseRequest,
  type Request,
  requestQuery,
  resumeRequest,
} from "@/api/requests";
import { useActions } from "@/app/actions";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { ConfirmDialog } from "@/ui/dialog";
import { TroubleNotice } from "@/ui/trouble-notice";
import { copyLink } from "./copy-link";

const DOES = { pause: pauseRequest, resume: resumeRequest, stop: cancelRequest };

export function LargeActions({ request: { id, state } }: { request: Request }) {
  const t = useT();
  const may = useMay();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const doing = useMutation({
    mutationFn: (what: keyof typeof DOES) => DOES[what](id),
    onSettled: () => client.invalidateQueries({ queryKey: requestQuery(id).queryKey, exact: true }),
  });
  const mayAsk = may("request_create");
  const share = { id: "share", label: t("run.share"), run: () => copyLink(t) };
  const pause = { id: "pause", label: t("run.pause"), run: () => doing.mutate("pause") };
  const resume = { id: "resume", label: t("run.resume"), run: () => doing.mutate("resume") };
  const stop = { id: "stop", label: t("run.stop"), run: () => setAsked(true) };
  const canPause = mayAsk && state === "RUNNING";
  const canResume = mayAsk && state === "PAUSED";
  useActions([
    share,
    ...(canPause ? [pause] : []),
    ...(canResume ? [resume] : []),
    ...(canPause || canResume ? [stop] : []),
  ]);
  return (
    <>
      {doing.error !== null && <TroubleNotice trouble={troubleOf(doing.error)} />}
      {canPause && (
        <Button onClick={pause.run} disabled={doing.isPending}>
          <Pause aria-hidden size={14} />
          {pause.label}
        </Button>
      )}
      {canResume && (
        <Button onClick={resume.run} disabled={doing.isPending}>
          <Play aria-hidden size={14} />
          {resume.label}
        </Button>
      )}
      {(canPause || canResume) && (
        <Button onClick={stop.run} disabled={doing.isPending}>
          <Square aria-hidden size={14} />
          {stop.label}
        </Button>
      )}
      <Button onClick={share.run}>
        <LinkIcon aria-hidden size={14} />
        {share.label}
      </Button>
      {asked && (
        <ConfirmDialog
          title={t("run.stopTitle")}
          confirm={t("run.stop")}
          onConfirm={() => doing.mutate("stop")}
          onClose={() => setAsked(false)}
        >
          {t("run.stopWhat")}
        </ConfirmDialog>
      )}
    </>
  );
}
