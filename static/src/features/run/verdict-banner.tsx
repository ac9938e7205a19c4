/** The verdict on one indicator with its reasons, as the server gave it: nothing is computed here. */

import type { Indicator, Verdict } from "@/api/types";
import { useT } from "@/i18n/language";
import { LEVEL_BACK, LEVEL_INK, LEVEL_WORDS } from "@/ui/level-chip";
import { ShapeMark } from "@/ui/shapes";
import { kindWords, silenceWords } from "./wording";

type Props = {
  indicator: Indicator;
  verdict: Verdict | null;
  names: ReadonlyMap<string, string>;
  /** What stands in the verdict's place until there is one. */
  without: string;
  /** Everything is in: the verdict stays. */
  final: boolean;
};

export function VerdictBanner({ indicator, verdict, names, without, final }: Props) {
  const t = useT();
  const look = verdict === null ? "bg-surface" : LEVEL_BACK[verdict.level];
  return (
    <article
      aria-label={t("run.verdictOn", { value: indicator.data })}
      className={`rounded-panel border border-line p-4 ${look}`}
    >
      <p className="text-small text-muted">
        <span className="font-mono text-body font-semibold text-ink wrap-anywhere">
          {indicator.data}
        </span>{" "}
        {kindWords(t, indicator.kind)}
      </p>
      {verdict === null ? (
        <p className="mt-1 text-section text-muted">{without}</p>
      ) : (
        <Reasons verdict={verdict} names={names} final={final} />
      )}
    </article>
  );
}

function Reasons({ verdict, names, final }: Pick<Props, "names" | "final"> & { verdict: Verdict }) {
  const t = useT();
  const named = (slugs: readonly string[]) =>
    slugs.map((slug) => names.get(slug) ?? slug).join(", ");
  return (
    <>
      <div className="mt-1 flex flex-wrap items-center gap-x-3">
        <h3
          className={`flex items-center gap-2 text-title font-semibold ${LEVEL_INK[verdict.level]}`}
        >
          <ShapeMark shape={verdict.level} size="size-5" />
          {t(LEVEL_WORDS[verdict.level])}
        </h3>
        {verdict.score !== null && (
          <span className="text-body text-ink">{t("run.scoreOf", { score: verdict.score })}</span>
        )}
        {!final && <span className="text-small text-muted">{t("run.soFar")}</span>}
      </div>
      <p className="mt-1 max-w-prose text-section" data-part="reason">
        {verdict.reason}
      </p>
      <dl className="mt-2 grid gap-x-3 gap-y-0.5 text-small sm:grid-cols-[auto_1fr]">
        <Named term={t("run.decidedBy")} value={named(verdict.decidedBy)} />
        <Named term={t("run.disagree")} value={named(verdict.disagree)} />
        <Named term={t("run.onLists")} value={verdict.lists.join(", ")} />
      </dl>
      {verdict.silent.length > 0 && (
        <details className="mt-1 text-small">
          <summary className="w-fit py-0.5 text-ink pointer-coarse:py-3">
            {t("run.noSay", { count: verdict.silent.length })}
          </summary>
          <ul className="mt-1 list-disc pl-5">
            {verdict.silent.map(({ slug, why }) => (
              <li key={slug}>
                {names.get(slug) ?? slug}: {silenceWords(t, why)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Named({ term, value }: { term: string; value: string }) {
  if (value === "") return null;
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="wrap-anywhere">{value}</dd>
    </>
  );
}
