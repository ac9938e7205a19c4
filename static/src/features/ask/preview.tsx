/** What asking would do, before it is done: who is asked, what leaves, what is left of limits. */

import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Preview, PreviewedIndicator, PreviewedSource } from "@/api/requests";
import type { AskedBefore } from "@/api/types";
import { skipWords } from "@/features/run/wording";
import { ActivityBadge } from "@/features/sources/source-facts";
import { useFormat, useT } from "@/i18n/language";
import { LINK } from "@/ui/controls";
import { LevelChip } from "@/ui/level-chip";
import { LimitsLeft } from "@/ui/limits-left";
import { Cell, Row, Table } from "@/ui/table";
import { RelativeTime } from "@/ui/time";
import { leavingOf } from "./leaving";

const SHOWN = 50;

export function PreviewView({ preview }: { preview: Preview }) {
  const t = useT();
  const { asked, total, sources } = preview;
  const told = sources.filter(({ asked: calls }) => calls > 0).length;
  return (
    <div className="space-y-3">
      <p className="font-semibold">
        {[
          t("ask.costQuestions", { count: asked }),
          t("ask.costSources", { count: told }),
          t("ask.previewSkipped", { count: total - asked }),
        ].join(" · ")}
      </p>
      <Before indicators={preview.indicators} />
      <Sources sources={sources} />
      <Leaving preview={preview} />
    </div>
  );
}

function Sources({ sources }: { sources: readonly PreviewedSource[] }) {
  const t = useT();
  const format = useFormat();
  const inOrder = useMemo(() => [...sources].sort((a, b) => b.asked - a.asked), [sources]);
  const columns = [
    t("ask.source"),
    t("ask.activity"),
    t("ask.calls"),
    t("ask.left"),
    t("ask.notAsked"),
  ];
  return (
    <Table label={t("ask.previewSources")} columns={columns} numeric={2}>
      {inOrder.map((source) => (
        <Row key={source.sourceId}>
          <Cell className={source.asked === 0 ? "text-muted" : ""}>{source.name}</Cell>
          <Cell>
            <ActivityBadge activity={source.activity} />
          </Cell>
          <Cell className="text-right">
            {source.asked === 0 ? "—" : format.number(source.asked)}
          </Cell>
          <Cell>
            {source.limits === undefined || source.limits.length === 0 ? (
              "—"
            ) : (
              <LimitsLeft limits={source.limits} wanted={source.asked} />
            )}
          </Cell>
          <Cell className="text-muted">
            <Skipped skipped={source.skipped} />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function Skipped({ skipped }: { skipped: PreviewedSource["skipped"] }) {
  const t = useT();
  const reasons = Object.entries(skipped).filter(([, count]) => count > 0);
  if (reasons.length === 0) return "—";
  return (
    <ul className="min-w-48">
      {reasons.map(([reason, count]) => (
        <li key={reason}>
          {t("ask.skipped", { count, why: skipWords(t, { reason, detail: "" }) })}
        </li>
      ))}
    </ul>
  );
}

/** What is known already: asking again may be a waste. */
function Before({ indicators }: { indicators: readonly PreviewedIndicator[] }) {
  const t = useT();
  const known = indicators.flatMap((one) =>
    one.askedBefore == null ? [] : [{ data: one.data, before: one.askedBefore }],
  );
  if (known.length === 0) return null;
  return (
    <details open={known.length <= 3} className="text-small">
      <summary className="w-fit font-semibold pointer-coarse:py-2.5">
        {t("ask.askedBefore", { count: known.length })}
      </summary>
      <ul className="mt-1 space-y-1">
        {known.slice(0, SHOWN).map(({ data, before }) => (
          <li key={data} className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
            <span className="font-mono wrap-anywhere">{data}</span>
            {before.level !== null && <LevelChip level={before.level} />}
            <BeforeLink before={before} />
          </li>
        ))}
        <More shown={SHOWN} of={known.length} />
      </ul>
    </details>
  );
}

function BeforeLink({ before: { requestId, createdAt, userName } }: { before: AskedBefore }) {
  const t = useT();
  return (
    <span className="text-muted">
      <Link
        to="/run/$id"
        params={{ id: requestId }}
        className={`inline-block pointer-coarse:py-2.5 ${LINK}`}
      >
        <RelativeTime time={createdAt} />
      </Link>{" "}
      {userName !== null && t("ask.by", { name: userName })}
    </span>
  );
}

/** Source by source what it will be told, in the words in which it leaves. */
function Leaving({ preview }: { preview: Preview }) {
  const t = useT();
  const leaving = useMemo(() => leavingOf(preview), [preview]);
  if (leaving.length === 0) return <p className="text-small">{t("ask.leavesNothing")}</p>;
  return (
    <details className="text-small">
      <summary className="w-fit font-semibold pointer-coarse:py-2.5">
        {t("ask.leaves", { count: leaving.length })}
      </summary>
      <ul className="mt-1 space-y-1.5">
        {leaving.map(({ sourceId, name, said }) => (
          <li key={sourceId}>
            <span className="font-semibold">{name}</span>
            <ul className="pl-4">
              {said.slice(0, SHOWN).map((text) => (
                <li key={text} className="font-mono wrap-anywhere">
                  {text}
                </li>
              ))}
              <More shown={SHOWN} of={said.length} />
            </ul>
          </li>
        ))}
      </ul>
      {preview.questions.length < preview.total && (
        <p className="mt-1 text-muted">
          {t("ask.leavesFirst", { count: preview.questions.length })}
        </p>
      )}
    </details>
  );
}

function More({ shown, of }: { shown: number; of: number }) {
  const t = useT();
  if (of <= shown) return null;
  return <li className="text-muted">{t("ask.andMore", { count: of - shown })}</li>;
}
