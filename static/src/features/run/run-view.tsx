/** A running or finished request: the verdict on top, progress, then every source in its group. */

import type { Done, Indicator } from "@/api/types";
import { AnswerRow } from "./answer-row";
import { counted, elapsed } from "./format";
import { GROUPS, type Group, groupRows, namesOf, progressOf, type RunState } from "./state";
import { useNow } from "./use-now";
import type { Run } from "./use-run";
import { VerdictBanner } from "./verdict-banner";

const TITLES: Record<Group, string> = {
  found: "Found",
  waiting: "Waiting for",
  error: "Did not answer",
  notFound: "Not found by",
  skipped: "Not asked",
};

export function RunView({ run }: { run: Run }) {
  const now = useNow();
  const { state } = run;
  const groups = groupRows(state);
  const running = run.phase === "asking" || run.phase === "following";
  const indicators = indicatorsOf(run);
  return (
    <section aria-labelledby="answers" className="space-y-4">
      <h2 id="answers" className="sr-only">
        Answers
      </h2>
      {indicators.map((indicator) => (
        <VerdictBanner
          key={`${indicator.kind} ${indicator.data}`}
          indicator={indicator}
          verdict={verdictOn(state, indicator)}
          names={namesOf(state)}
          without={withoutVerdict(run)}
          final={run.phase === "done"}
        />
      ))}
      <ProgressLine run={run} />
      {GROUPS.filter((group) => groups[group].length > 0).map((group) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h3 id={`group-${group}`} className="mb-1.5 text-small font-semibold text-muted">
            {TITLES[group]} ({groups[group].length})
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

/** As the server made them canonical; until it said so, the value as typed. */
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

function withoutVerdict(run: Run): string {
  if (run.phase === "asking") return "Asking …";
  if (run.phase === "following") return "Waiting for the first answers …";
  return run.phase === "done" ? "The server gave no verdict." : "No verdict came.";
}

function ProgressLine({ run }: { run: Run }) {
  const progress = progressOf(run.state);
  if (progress === null) return null;
  const { done, total } = progress;
  const ended = run.state.done?.data ?? null;
  return (
    <div className="space-y-1.5">
      <p className="text-small">
        {done} of {counted(total, "source")} done
        {ended !== null && endingWords(ended)}
        {run.attempt !== null && (
          <span className="text-error">
            {" "}
            · The connection broke. What came is kept; connecting again (attempt {run.attempt}) …
          </span>
        )}
      </p>
      {ended === null && (
        <progress
          className="bar block w-full"
          value={done}
          max={Math.max(total, 1)}
          aria-label="Sources done"
        />
      )}
    </div>
  );
}

/** The server's counts, so that a verdict is never read without those who did not answer. */
function endingWords({ counts, startedAt, endedAt }: Done): string {
  const { found, notFound, error, skipped } = counts;
  const milliseconds = Date.parse(endedAt ?? "") - Date.parse(startedAt ?? "");
  return [
    "",
    `${found} found it`,
    `${notFound} did not`,
    ...(error > 0 ? [`${error} did not answer`] : []),
    ...(skipped > 0 ? [`${skipped} not asked`] : []),
    ...(Number.isNaN(milliseconds) ? [] : [elapsed(milliseconds)]),
  ].join(" · ");
}
