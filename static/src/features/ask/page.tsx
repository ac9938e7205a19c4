/** A new question: paste, look at what was found in it, choose who is asked, ask. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useMemo, useState } from "react";
import { troubleOf } from "@/api/http";
import { presetsQuery } from "@/api/presets";
import { createRequest, type Question } from "@/api/requests";
import { sourcesQuery } from "@/api/sources";
import { useKeys } from "@/app/keys";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Page } from "@/ui/page";
import { recall, remember } from "@/ui/storage";
import { TroubleNotice } from "@/ui/trouble-notice";
import { DocumentList, Warnings } from "./documents";
import { hitsOf } from "./leaving";
import { ASKING, type Asking, Options } from "./options";
import { OtherPieces } from "./other-pieces";
import { PasteBox } from "./paste-box";
import { PreviewPanel } from "./preview-panel";
import { AT_ONCE, chosenSources, estimate, INDICATORS_AT_MOST } from "./question";
import { ReviewList } from "./review-list";
import { usePreview } from "./use-preview";
import { bodyOf, useQuestion } from "./use-question";

const STORED = "preview";

export function AskPage() {
  const { value = "" } = useSearch({ from: "/shell/" });
  // A value from the palette or a link begins a new question.
  return <Ask key={value} begin={value} />;
}

function Ask({ begin }: { begin: string }) {
  const t = useT();
  const navigate = useNavigate();
  const question = useQuestion(begin);
  const [asking, setAsking] = useState<Asking>(ASKING);
  const [open, setOpen] = useState(() => recall(STORED) === "open");
  const { data: sources = NOTHING, error: sourcesError } = useQuery(sourcesQuery);
  const { data: presets = NOTHING } = useQuery(presetsQuery);
  const { asked, lines, detections, pageText, documents } = question;

  const chosen = useMemo(
    () => chosenSources(sources, presets, asking.choice, asking.offline),
    [sources, presets, asking.choice, asking.offline],
  );
  const ready = question.possible && (asking.choice.of === "all" || chosen.length > 0);
  const body = useMemo(
    () =>
      ready
        ? bodyOf(
            asked,
            asking,
            chosen.map(({ id }) => id),
          )
        : null,
    [ready, asked, asking, chosen],
  );
  const previewing = usePreview(body, open);
  const hits = useMemo(() => hitsOf(previewing.preview), [previewing.preview]);

  const sending = useMutation({
    mutationFn: (question: Question) => createRequest(question),
    onSuccess: (id) => void navigate({ to: "/run/$id", params: { id } }),
  });
  const ask = () => {
    if (body !== null && !sending.isPending) sending.mutate(body);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    ask();
  };
  const show = (next: boolean) => {
    setOpen(next);
    remember(STORED, next ? "open" : null);
  };
  useKeys([
    { keys: "Ctrl+enter", label: t("ask.keyAsk"), run: ask },
    { keys: "p", label: t("ask.preview"), run: () => show(!open) },
  ]);

  const change = (next: string) => {
    question.setText(next);
    sending.reset();
  };
  const trouble = sending.error ?? sourcesError;
  const empty = question.text.trim() === "" && documents.all.length === 0;
  return (
    <Page title={t("ask.title")}>
      <form onSubmit={submit} onKeyDown={onKeyDown} noValidate className="space-y-4">
        <PasteBox text={question.text} onChange={change} onFiles={documents.add} />
        <DocumentList documents={documents} />
        {detections.trouble !== null && (
          <TroubleNotice
            trouble={detections.trouble}
            action={{ label: t("ask.again"), run: detections.retry }}
          />
        )}
        {pageText.trouble !== null && (
          <TroubleNotice
            trouble={pageText.trouble}
            action={{ label: t("ask.again"), run: pageText.retry }}
          />
        )}
        {trouble !== null && <TroubleNotice trouble={troubleOf(trouble)} />}
        {!empty && (
          <>
            {pageText.extraction !== null && <Warnings {...pageText.extraction} />}
            <ReviewList
              lines={lines}
              changes={question.changes}
              onChange={question.setChanges}
              hits={hits}
            />
            {lines.length === 0 && question.pending === 0 && (
              <p role="status">{t("ask.nothingFound")}</p>
            )}
            <OtherPieces others={question.others} />
            <Options
              sources={sources}
              presets={presets}
              chosen={chosen}
              asking={asking}
              onChange={(part) => setAsking((before) => ({ ...before, ...part }))}
            />
            <PreviewPanel previewing={previewing} open={open} onOpen={show} />
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-panel border border-line bg-surface p-3 sm:sticky sm:bottom-0">
              <Button type="submit" look="main" disabled={!ready || sending.isPending}>
                {t("ask.ask", { count: asked.length })}
              </Button>
              <Cost
                pending={question.pending}
                count={asked.length}
                cost={estimate(asked, chosen)}
              />
            </div>
          </>
        )}
      </form>
    </Page>
  );
}

const NOTHING: never[] = [];

type CostProps = { pending: number; count: number; cost: ReturnType<typeof estimate> };

/** What asking costs, or why it is not possible yet. */
function Cost({ pending, count, cost }: CostProps) {
  const t = useT();
  const over = count > INDICATORS_AT_MOST;
  const words = () => {
    if (over) return t("ask.tooMany", { most: INDICATORS_AT_MOST });
    if (pending > 0) return t("ask.looking", { count: pending });
    return [
      t("ask.costSources", { count: cost.sources }),
      t("ask.costQuestions", { count: cost.questions }),
      cost.outside === 0 ? t("ask.costInside") : t("ask.costOutside", { count: cost.outside }),
      ...(count > AT_ONCE ? [t("ask.inBackground")] : []),
    ].join(" · ");
  };
  return (
    <p aria-live="polite" className={`text-small ${over ? "text-error" : "text-muted"}`}>
      {words()}
    </p>
  );
}
