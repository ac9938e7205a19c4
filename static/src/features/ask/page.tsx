/** A new question: paste, look at what was found in it, choose who is asked, ask. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useMemo, useState } from "react";
import { troubleOf } from "@/api/http";
import { createRequest } from "@/api/requests";
import { sourcesQuery } from "@/api/sources";
import { useKeys } from "@/app/keys";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import { IndicatorList } from "./indicator-list";
import { Options } from "./options";
import { OtherPieces } from "./other-pieces";
import { PasteBox } from "./paste-box";
import { takeApart } from "./pasted";
import {
  type Changes,
  type Choice,
  chosenSources,
  estimate,
  INDICATORS_AT_MOST,
  sortOut,
  UNCHANGED,
} from "./question";
import { useDetections } from "./use-detections";

export function AskPage() {
  const { value = "" } = useSearch({ from: "/shell/" });
  // A value from the palette or a link begins a new question.
  return <Question key={value} begin={value} />;
}

function Question({ begin }: { begin: string }) {
  const t = useT();
  const navigate = useNavigate();
  const [text, setText] = useState(begin);
  const [changes, setChanges] = useState<Changes>(UNCHANGED);
  const [choice, setChoice] = useState<Choice>({ of: "all" });
  const [refresh, setRefresh] = useState(false);
  const { data: sources = [], error: sourcesError } = useQuery(sourcesQuery);

  const pieces = useMemo(() => takeApart(text), [text]);
  const detections = useDetections(pieces);
  const { lines, others, pending } = useMemo(
    () => sortOut(pieces, detections.known, changes),
    [pieces, detections.known, changes],
  );
  const chosen = chosenSources(sources, choice);

  const asking = useMutation({
    mutationFn: () =>
      createRequest({
        indicators: lines.map(({ value, kind }) => ({ data: value, kind })),
        sourceIds: choice.of === "all" ? [] : chosen.map(({ id }) => id),
        refresh,
      }),
    onSuccess: (id) => void navigate({ to: "/run/$id", params: { id } }),
  });

  const possible = lines.length > 0 && lines.length <= INDICATORS_AT_MOST && pending === 0;
  const ready = possible && (choice.of === "all" || chosen.length > 0);
  const ask = () => {
    if (ready && !asking.isPending) asking.mutate();
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
  useKeys([{ keys: "Ctrl+enter", label: t("ask.keyAsk"), run: ask }]);

  const change = (next: string) => {
    setText(next);
    asking.reset();
  };
  const trouble = asking.error ?? sourcesError;
  return (
    <Page title={t("ask.title")}>
      <form onSubmit={submit} onKeyDown={onKeyDown} noValidate className="space-y-4">
        <PasteBox text={text} onChange={change} />
        {detections.trouble !== null && (
          <TroubleNotice
            trouble={detections.trouble}
            action={{ label: t("ask.again"), run: detections.retry }}
          />
        )}
        {trouble !== null && <TroubleNotice trouble={troubleOf(trouble)} />}
        {pieces.length > 0 && (
          <>
            <IndicatorList lines={lines} changes={changes} onChange={setChanges} />
            <OtherPieces others={others} />
            <Options
              sources={sources}
              choice={choice}
              onChoice={setChoice}
              refresh={refresh}
              onRefresh={setRefresh}
            />
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-panel border border-line bg-surface p-3 sm:sticky sm:bottom-0">
              <Button type="submit" look="main" disabled={!ready || asking.isPending}>
                {t("ask.ask", { count: lines.length })}
              </Button>
              <Cost pending={pending} over={lines.length > INDICATORS_AT_MOST}>
                {estimate(lines, chosen)}
              </Cost>
            </div>
          </>
        )}
      </form>
    </Page>
  );
}

type CostProps = { pending: number; over: boolean; children: ReturnType<typeof estimate> };

/** What asking costs, or why it is not possible yet. */
function Cost({ pending, over, children: cost }: CostProps) {
  const t = useT();
  const words = () => {
    if (over) return t("ask.tooMany", { most: INDICATORS_AT_MOST });
    if (pending > 0) return t("ask.looking", { count: pending });
    return [
      t("ask.costSources", { count: cost.sources }),
      t("ask.costQuestions", { count: cost.questions }),
      cost.outside === 0 ? t("ask.costInside") : t("ask.costOutside", { count: cost.outside }),
    ].join(" · ");
  };
  return (
    <p aria-live="polite" className={`text-small ${over ? "text-error" : "text-muted"}`}>
      {words()}
    </p>
  );
}
