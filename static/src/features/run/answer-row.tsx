/** One source: how asking it ended, what it says, and its raw answer one click away. */

import { useState } from "react";
import type { Cache, Result } from "@/api/types";
import { utc } from "@/i18n/format";
import { useFormat, useT } from "@/i18n/language";
import type { Translate } from "@/i18n/translate";
import { OutLink } from "@/ui/controls";
import { LevelChip } from "@/ui/level-chip";
import { type Shape, ShapeMark } from "@/ui/shapes";
import { Time } from "@/ui/time";
import { ElementList } from "./element-view";
import { CodeBlock, Tags } from "./pieces";
import type { Row } from "./state";
import { failureWords, skipWords } from "./wording";

type Props = { row: Row; now: number; running: boolean; showIndicator: boolean };

export function AnswerRow({ row, now, running, showIndicator }: Props) {
  const t = useT();
  const source = row.result ?? row.plan;
  const ending = endingOf(t, row, running);
  return (
    <li className="border-line border-t px-4 py-2.5 first:border-t-0" data-source={source?.slug}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h4 className="text-body font-semibold wrap-anywhere">{source?.name}</h4>
        {showIndicator && (
          <span className="font-mono text-small wrap-anywhere">{source?.indicator.data}</span>
        )}
        <span className={`inline-flex items-center gap-1.5 text-small ${ending.ink}`}>
          {ending.shape !== null && <ShapeMark shape={ending.shape} size="size-3" />}
          <span>
            <span className="font-medium">{ending.word}</span>
            {ending.reason !== "" && `: ${ending.reason}`}
          </span>
        </span>
        {row.result !== null && <Figures result={row.result} now={now} />}
      </div>
      {ending.detail !== "" && (
        <p className="mt-0.5 text-small text-muted wrap-anywhere">{ending.detail}</p>
      )}
      {row.result !== null && <Body result={row.result} now={now} />}
    </li>
  );
}

type Ending = { word: string; reason: string; detail: string; ink: string; shape: Shape | null };

function endingOf(t: Translate, { plan, result }: Row, running: boolean): Ending {
  const plain = { reason: "", detail: "", ink: "text-muted" };
  const skip = result === null ? plan?.skip : result.skip;
  if (result?.status === "SKIPPED" || (result === null && skip)) {
    const reason = skipWords(t, skip ?? null);
    // The words say it all already; the server's sentence would only repeat them.
    const detail = skip?.reason === "UNSUPPORTED_INDICATOR" ? "" : (skip?.detail ?? "");
    return { ...plain, word: t("run.skipped"), reason, detail, shape: "SKIPPED" };
  }
  if (result === null) {
    if (running) return { ...plain, word: t("run.waiting"), shape: "WAITING" };
    return { ...plain, word: t("run.noAnswer"), shape: "SKIPPED" };
  }
  if (result.status === "ERROR") {
    const { error } = result;
    return {
      word: t("run.error"),
      reason: failureWords(t, error),
      detail: error?.detail ?? "",
      ink: "text-error",
      shape: "ERROR",
    };
  }
  if (result.status === "NOT_FOUND")
    return { ...plain, word: t("run.notFound"), shape: "NOT_FOUND" };
  return { ...plain, word: t("run.found"), shape: null };
}

/** Verdict and score at the word, time and cache at the line's end. */
function Figures({ result, now }: { result: Result; now: number }) {
  const t = useT();
  const format = useFormat();
  return (
    <>
      {result.verdict !== null && <LevelChip level={result.verdict} />}
      {result.score !== null && (
        <span className="text-small text-muted">{t("run.score", { score: result.score })}</span>
      )}
      <span className="flex gap-3 sm:ml-auto text-small text-muted">
        <CacheMark cache={result.cache} now={now} />
        {result.milliseconds !== null && result.status !== "SKIPPED" && (
          <span>{format.elapsed(result.milliseconds)}</span>
        )}
      </span>
    </>
  );
}

function CacheMark({ cache, now }: { cache: Cache | null; now: number }) {
  const t = useT();
  const format = useFormat();
  if (cache?.action !== "FROM_CACHE") return null;
  const age = cache.cachedAt === null ? null : format.ago(cache.cachedAt, now);
  const until = cache.expiresAt === null ? null : utc(cache.expiresAt);
  return (
    <span title={until === null ? undefined : t("run.cacheUntil", { time: until })}>
      {age === null ? t("run.cached") : t("run.cachedAgo", { age })}
    </span>
  );
}

function Body({ result, now }: { result: Result; now: number }) {
  const t = useT();
  const links = result.links.filter((link) => link.url !== "");
  return (
    <div className="mt-2 space-y-3 empty:hidden">
      {result.tags.length > 0 && <Tags tags={result.tags} />}
      <ElementList elements={result.elements} now={now} />
      {(links.length > 0 || result.asOf !== null) && (
        <div className="flex flex-wrap gap-x-4 gap-y-1 text-small text-muted">
          {links.map((link) => (
            <OutLink key={`${link.label} ${link.url}`} url={link.url}>
              {link.label || link.url}
            </OutLink>
          ))}
          {result.asOf !== null && (
            <span>
              {t("run.dataOf")} <Time time={result.asOf} now={now} />
            </span>
          )}
        </div>
      )}
      {result.raw !== null && <Raw name={result.name} raw={result.raw} />}
    </div>
  );
}

/** The raw answer, made into text only when it is opened: it may be large. */
function Raw({ name, raw }: { name: string; raw: unknown }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit py-0.5 text-small text-accent hover:text-accent-strong pointer-coarse:py-3">
        {t("run.raw")}
        <span className="sr-only"> ({name})</span>
      </summary>
      {open && (
        <div className="mt-1">
          <CodeBlock label={t("run.rawOf", { name })} text={JSON.stringify(raw, null, 2)} />
        </div>
      )}
    </details>
  );
}
