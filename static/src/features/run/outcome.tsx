/** How a row came out: its verdict, that nobody answered, or that it is waited for. */

import { useFormat, useT } from "@/i18n/language";
import type { PlainKey, Translate } from "@/i18n/translate";
import { LEVEL_INK, LEVEL_WORDS, LevelChip } from "@/ui/level-chip";
import { ShapeMark } from "@/ui/shapes";
import type { Outcome } from "./search";
import { outcomeOf, silenceOf } from "./shown";
import type { Row } from "./state";
import { silenceWords } from "./wording";

const WORDS: Record<Outcome, PlainKey> = { ...LEVEL_WORDS, NONE: "run.noAnswer" };

export function outcomeWords(t: Translate, outcome: Outcome): string {
  return t(WORDS[outcome]);
}

type ChipProps = {
  row: Row;
  running: boolean;
  /** Its shape alone, the word on hover. */
  short?: boolean;
};

export function OutcomeChip({ row, running, short = false }: ChipProps) {
  const t = useT();
  const outcome = outcomeOf(row);
  const level = outcome === "NONE" ? null : outcome;
  if (level !== null && !short) return <LevelChip level={level} />;
  const [shape, ink, words] =
    level !== null
      ? ([level, LEVEL_INK[level], t(LEVEL_WORDS[level])] as const)
      : outcome === "NONE"
        ? (["ERROR", "text-error", t("run.noAnswer")] as const)
        : running
          ? (["WAITING", "", t("run.waiting")] as const)
          : (["SKIPPED", "", t("run.noVerdict")] as const);
  return (
    <span
      title={short ? words : undefined}
      className={`inline-flex items-center gap-1.5 rounded-control text-small font-semibold whitespace-nowrap text-muted ${short ? "p-1" : "px-2 py-0.5"}`}
    >
      <span className={ink}>
        <ShapeMark shape={shape} size="size-3" />
      </span>
      <span className={short ? "sr-only" : ""}>{words}</span>
    </span>
  );
}

/** "3 of 12 did not answer", short; who and why on hover. Nothing when all did. */
export function SilenceMark({ row, long = false }: { row: Row; long?: boolean }) {
  const t = useT();
  const format = useFormat();
  const { silent, all } = silenceOf(row);
  if (silent.length === 0) return null;
  const words = t("run.silent", { count: silent.length, all });
  const who = silent.map(({ plan, result }) => {
    const why = result?.error?.kind ?? result?.skips[0]?.reason ?? "";
    return `${(result ?? plan)?.name}: ${silenceWords(t, why)}`;
  });
  return (
    <span
      title={[words, ...who].join("\n")}
      className="inline-flex shrink-0 items-center gap-1 text-label whitespace-nowrap text-error"
    >
      <ShapeMark shape="ERROR" size="size-3" />
      {long ? (
        words
      ) : (
        <>
          <span aria-hidden>
            {format.number(silent.length)}/{format.number(all)}
          </span>
          <span className="sr-only">{words}</span>
        </>
      )}
    </span>
  );
}
