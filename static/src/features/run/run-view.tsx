/** A running or finished request: the verdict on top, progress, then every source in its group. */

import type { Done, Indicator } from "@/api/types";
import { useFormat, useT } from "@/i18n/language";
import type { PlainKey, Translate } from "@/i18n/translate";
import { useNow } from "@/ui/use-now";
import { AnswerRow } from "./answer-row";
import { GROUPS, type Group, groupRows, namesOf, progressOf, type RunState } from "./state";
import type { Run } from "./use-run";
import { VerdictBanner } from "./verdict-banner";

const TITLES = {
  found: "run.groupFound",
  waiting: "run.groupWaiting",
  error: "run.groupError",
  notFound: "run.groupNotFound",
  skipped: "run.groupSkipped",
} as const satisfies Record<Group, PlainKey>;

export function RunView({ run }: { run: Run }) {
  const t = useT();
  const now = useNow();
  const { state } = run;
  const groups = groupRows(state);
  const running = run.phase === "following";
  const indicators = indicatorsOf(run);
  return (
    <section aria-labelledby="answers" className="space-y-4">
      <h2 id="answers" className="sr-only">
        {t("run.answers")}
      </h2>
      {indicators.map((indicator) => (
        <VerdictBanner
          key={`${indicator.kind} ${indicator.data}`}
          indicator={indicator}
          verdict={verdictOn(state, indicator)}
          names={namesOf(state)}
          without={withoutVerdict(t, run)}
          final={run.phase === "done"}
        />
      ))}
      <ProgressLine run={run} />
      {GROUPS.filter((group) => groups[group].length > 0).map((group) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h3 id={`group-${group}`} className="mb-1.5 text-small font-semibold text-muted">
            {t(TITLES[group])} ({groups[group].length})
          </h3>
          <ul className="rounded-panel border border-line bg-surface">
            {groups[group].map((row) => (
              <AnswerRow
                key={row.key}
                row={row}
                now={now}
                running={running}
                showIndicator={indicators.length > 1}
              />
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

/** As the stream names them; until it does, the one that is known. */
function indicatorsOf({ state, value }: Run): readonly Indicator[] {
  return state.start?.data.indicators ?? [{ data: value, kind: "" }];
}

function verdictOn(state: RunState, indicator: Indicator) {
  for (const { data } of state.verdicts.values()) {
    const same = data.indicator.data === indicator.data && data.indicator.kind === indicator.kind;
    if (same) return data;
  }
  return null;
}

function withoutVerdict(t: Translate, run: Run): string {
  if (run.phase === "following") return t("run.verdictWaiting");
  return t(run.phase === "done" ? "run.verdictNone" : "run.verdictCut");
}

function ProgressLine({ run }: { run: Run }) {
  const t = useT();
  const ending = useEndingWords(run.state.done?.data ?? null);
  const progress = progressOf(run.state);
  if (progress === null) return null;
  const { done, total } = progress;
  return (
    <div className="space-y-1.5">
      <p className="text-small" data-part="counts">
        {[t("run.progress", { done, count: total }), ...ending].join(" · ")}
        {run.attempt !== null && (
          <span className="text-error"> · {t("run.broke", { attempt: run.attempt })}</span>
        )}
      </p>
      {ending.length === 0 && (
        <progress
          className="bar block w-full"
          value={done}
          max={Math.max(total, 1)}
          aria-label={t("run.sourcesDone")}
        />
      )}
    </div>
  );
}

/** The server's counts, so that a verdict is never read without those who did not answer. */
function useEndingWords(done: Done | null): string[] {
  const t = useT();
  const format = useFormat();
  if (done === null) return [];
  const { found, notFound, error, skipped } = done.counts;
  const milliseconds = Date.parse(done.endedAt ?? "") - Date.parse(done.startedAt ?? "");
  return [
    t("run.countFound", { count: found }),
    t("run.countNotFound", { count: notFound }),
    ...(error > 0 ? [t("run.countError", { count: error })] : []),
    ...(skipped > 0 ? [t("run.countSkipped", { count: skipped })] : []),
    ...(Number.isNaN(milliseconds) ? [] : [format.elapsed(milliseconds)]),
  ];
}
