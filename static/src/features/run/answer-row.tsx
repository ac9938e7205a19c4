/** One source in a list: how asking it ended, what it says, and the rest of it one click away. */

import type { Result } from "@/api/types";
import { useFormat, useT } from "@/i18n/language";
import { LevelChip } from "@/ui/level-chip";
import { ShapeMark } from "@/ui/shapes";
import { Time } from "@/ui/time";
import { CacheAge, Findings, Raw } from "./answer-parts";
import { endingOf, endingText } from "./ending";
import type { Cell } from "./state";

type Props = {
  cell: Cell;
  now: number;
  running: boolean;
  onOpen: (slug: string) => void;
};

export function AnswerRow({ cell, now, running, onOpen }: Props) {
  const t = useT();
  const { plan, result } = cell;
  const source = result ?? plan;
  const ending = endingOf(t, cell, running);
  const found = result?.status === "FOUND";
  if (source === null) return null;
  return (
    <li className="border-line border-t px-4 py-2.5 first:border-t-0" data-source={source.slug}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h4 className="text-body font-semibold wrap-anywhere">
          <button
            type="button"
            title={t("run.openEvidence")}
            onClick={() => onOpen(source.slug)}
            className="min-h-6 cursor-pointer text-left hover:text-accent-strong hover:underline pointer-coarse:min-h-11"
          >
            {source.name}
          </button>
        </h4>
        <span className={`inline-flex items-center gap-1.5 text-small ${found ? "" : ending.ink}`}>
          {!found && <ShapeMark shape={ending.shape} size="size-3" />}
          <span className={`font-medium ${found ? "text-muted" : ""}`}>
            {found ? t("run.found") : endingText(t, ending)}
          </span>
        </span>
        {result !== null && <Figures result={result} now={now} />}
      </div>
      {ending.detail !== "" && (
        <p className="mt-0.5 text-small text-muted wrap-anywhere">{ending.detail}</p>
      )}
      {result !== null && <Body result={result} now={now} />}
    </li>
  );
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
      <span className="flex gap-3 text-small text-muted sm:ml-auto sm:text-right">
        {result.cache?.action === "FROM_CACHE" && <CacheAge cache={result.cache} now={now} />}
        {result.milliseconds !== null && result.status !== "SKIPPED" && (
          <span>{format.elapsed(result.milliseconds)}</span>
        )}
      </span>
    </>
  );
}

function Body({ result, now }: { result: Result; now: number }) {
  const t = useT();
  return (
    <div className="mt-2 space-y-3 empty:hidden">
      <Findings result={result} now={now} />
      {result.asOf !== null && (
        <p className="text-small text-muted">
          {t("run.dataOf")} <Time time={result.asOf} now={now} />
        </p>
      )}
      {result.raw !== null && <Raw name={result.name} raw={result.raw} />}
    </div>
  );
}
