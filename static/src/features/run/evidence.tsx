/** All that is known about one answer, or about the verdict on one indicator. */

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Cache, Result } from "@/api/types";
import { useFormat, useT } from "@/i18n/language";
import { LINK } from "@/ui/controls";
import { LimitsLeft } from "@/ui/limits-left";
import { ShapeMark } from "@/ui/shapes";
import { Time } from "@/ui/time";
import { useNow } from "@/ui/use-now";
import { CacheAge, Findings, Logs, Raw, useCacheEnd } from "./answer-parts";
import { endingOf, endingText } from "./ending";
import { MemoryOf } from "./memory";
import { SilenceMark } from "./outcome";
import { CopyValue } from "./pieces";
import { GROUPS, groupCells } from "./shown";
import { type Cell, type Column, namesOf, type Row } from "./state";
import { type RunStore, useRunState } from "./store";
import { VerdictBanner } from "./verdict-banner";
import { adviceOn, kindWords, skipWords } from "./wording";

type Props = {
  store: RunStore;
  requestId: string;
  row: Row;
  /** Null for the verdict. */
  column: Column | null;
  running: boolean;
  onSource: (slug: string) => void;
};

export function Evidence({ store, requestId, row, column, running, onSource }: Props) {
  const t = useT();
  const cell = column === null ? undefined : row.cells[column.index];
  return (
    <div className="space-y-4 p-4">
      {column === null ? (
        <WholeVerdict
          store={store}
          requestId={requestId}
          row={row}
          running={running}
          onSource={onSource}
        />
      ) : (
        <>
          <About row={row} />
          {cell === undefined ? (
            <p className="text-body text-muted">{t("run.notPlanned")}</p>
          ) : (
            <Answer cell={cell} running={running} />
          )}
        </>
      )}
    </div>
  );
}

function About({ row }: { row: Row }) {
  const t = useT();
  const { data, kind } = row.indicator;
  return (
    <div className="flex items-start gap-2 rounded-panel bg-sunken py-1.5 pr-1 pl-3">
      <p className="min-w-0 flex-1 py-1.5">
        <span className="font-mono text-body font-semibold break-all">{data}</span>{" "}
        <span className="text-small text-muted">{kindWords(t, kind)}</span>
      </p>
      <CopyValue indicator={row.indicator} />
    </div>
  );
}

function WholeVerdict({ store, requestId, row, running, onSource }: Omit<Props, "column">) {
  const t = useT();
  const columns = useRunState(store, (state) => state.columns);
  const final = useRunState(store, (state) => state.done !== null);
  return (
    <>
      <VerdictBanner
        indicator={row.indicator}
        verdict={row.verdict}
        names={namesOf(columns)}
        without={t(running ? "run.verdictWaiting" : "run.verdictCut")}
        final={final}
      />
      <p className="empty:hidden">
        <SilenceMark row={row} long />
      </p>
      <MemoryOf indicator={row.indicator} requestId={requestId} />
      <AllAnswers row={row} running={running} onSource={onSource} />
    </>
  );
}

type AllProps = Pick<Props, "row" | "running" | "onSource">;

/** Every source in a line, those that say something first; each leads to its evidence. */
function AllAnswers({ row, running, onSource }: AllProps) {
  const t = useT();
  const groups = groupCells(row);
  const cells = GROUPS.flatMap((group) => groups[group]);
  return (
    <ul className="divide-y divide-line border-line border-y">
      {cells.map((cell) => {
        const source = cell.result ?? cell.plan;
        const ending = endingOf(t, cell, running);
        return (
          source !== null && (
            <li key={source.sourceId}>
              <button
                type="button"
                onClick={() => onSource(source.slug)}
                className="flex min-h-8 w-full cursor-pointer flex-wrap items-center gap-x-2 py-1 text-left text-small hover:bg-sunken pointer-coarse:min-h-11"
              >
                <span className={ending.ink}>
                  <ShapeMark shape={ending.shape} size="size-3.5" />
                </span>
                <span className="font-semibold">{source.name}</span>
                <span className={ending.ink}>{endingText(t, ending)}</span>
                <span className="ml-auto text-muted">
                  {cell.result?.score != null && t("run.score", { score: cell.result.score })}
                </span>
              </button>
            </li>
          )
        );
      })}
    </ul>
  );
}

function Answer({ cell, running }: { cell: Cell; running: boolean }) {
  const t = useT();
  const now = useNow();
  const { result } = cell;
  const ending = endingOf(t, cell, running);
  return (
    <>
      <div className="space-y-1 text-body">
        <p className={`flex flex-wrap items-center gap-2 ${ending.ink}`}>
          <ShapeMark shape={ending.shape} />
          <span className="text-section font-semibold">{ending.word}</span>
          {result !== null && <Figures result={result} />}
        </p>
        {ending.why !== "" && <p>{ending.why}</p>}
        {ending.detail !== "" && (
          <p className="text-small text-muted wrap-anywhere">{ending.detail}</p>
        )}
        <Advice cell={cell} />
      </div>
      <OtherSkips cell={cell} />
      {result !== null && (
        <>
          <Findings result={result} now={now} />
          <Facts result={result} now={now} />
          {result.logs.length > 0 && <Logs name={result.name} lines={result.logs} />}
          {result.raw !== null && <Raw name={result.name} raw={result.raw} />}
        </>
      )}
    </>
  );
}

function Figures({ result: { score, confidence } }: { result: Result }) {
  const t = useT();
  return (
    <span className="flex gap-3 text-small text-muted">
      {score !== null && <span>{t("run.scoreOf", { score })}</span>}
      {confidence !== null && <span>{t("run.confidence", { confidence })}</span>}
    </span>
  );
}

/** What to do about an answer that did not come, with the way there. */
function Advice({ cell: { plan, result } }: { cell: Cell }) {
  const t = useT();
  const source = result ?? plan;
  const code = result?.error?.kind ?? (result?.skips ?? plan?.skips ?? [])[0]?.reason;
  const advice = adviceOn(code);
  if (advice === null || source === null) return null;
  return (
    <p>
      {t(advice.words)}
      {advice.tab !== undefined && (
        <>
          {" "}
          <Link
            to="/sources/$slug"
            params={{ slug: source.slug }}
            search={advice.tab === "overview" ? {} : { tab: advice.tab }}
            className={LINK}
          >
            {t("run.toSource", { name: source.name })}
          </Link>
        </>
      )}
    </p>
  );
}

/** There may be more than one reason not to ask; whoever mends one wants to know the next. */
function OtherSkips({ cell: { plan, result } }: { cell: Cell }) {
  const t = useT();
  const others = (result?.skips ?? plan?.skips ?? []).slice(1);
  if (others.length === 0) return null;
  return (
    <div className="text-small">
      <p className="text-muted">{t("run.moreReasons")}</p>
      <ul className="list-disc pl-5">
        {others.map((skip) => (
          <li key={`${skip.reason} ${skip.detail}`}>{skipWords(t, skip)}</li>
        ))}
      </ul>
    </div>
  );
}

/** When, how old, how long. */
function Facts({ result, now }: { result: Result; now: number }) {
  const t = useT();
  const format = useFormat();
  const { firstSeen, lastSeen, asOf, startedAt, milliseconds, cache, limitsLeft } = result;
  const time = (at: string | null) => at !== null && <Time time={at} now={now} />;
  const facts: [string, ReactNode][] = [
    [t("run.firstSeen"), time(firstSeen)],
    [t("run.lastSeen"), time(lastSeen)],
    [t("run.dataOf"), time(asOf)],
    [t("run.askedAt"), result.status !== "SKIPPED" && time(startedAt)],
    [
      t("run.took"),
      result.status !== "SKIPPED" && milliseconds !== null && format.elapsed(milliseconds),
    ],
    [t("run.cache"), cache !== null && <CacheFact cache={cache} now={now} />],
    [t("run.limits"), limitsLeft.length > 0 && <LimitsLeft limits={limitsLeft} />],
  ];
  const known = facts.filter(([, fact]) => fact !== false && fact !== null);
  if (known.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-line border-t pt-3 text-small">
      {known.map(([name, fact]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

function CacheFact({ cache, now }: { cache: Cache; now: number }) {
  const until = useCacheEnd(cache);
  return (
    <>
      <CacheAge cache={cache} now={now} />
      {until !== null && <span className="block text-muted">{until}</span>}
    </>
  );
}
