/**
 * Says how the request stands, for those who don't see the page.
 *
 * Answers may come many a second; a sentence every few seconds can be listened to.
 */

import { useEffect, useRef, useState } from "react";
import { useT } from "@/i18n/language";
import type { Translate } from "@/i18n/translate";
import { outcomeWords } from "./outcome";
import { OUTCOMES } from "./search";
import { countOutcomes } from "./shown";
import { progressOf, type RunState } from "./state";
import { useRunState } from "./store";
import type { Run } from "./use-run";

const PAUSE_MILLISECONDS = 2_500;

export function Announcer({ run, value }: { run: Run; value: string }) {
  const t = useT();
  const state = useRunState(run.store, (now) => now);
  const said = useThrottled(announcement(t, run, state, value), PAUSE_MILLISECONDS);
  return (
    <div aria-live="polite" data-part="progress" className="sr-only">
      {said}
    </div>
  );
}

function announcement(t: Translate, run: Run, state: RunState, value: string): string {
  if (run.phase === "failed") return ""; // failures are alerts
  if (run.attempt !== null) return t("run.saidBroke");
  const progress = progressOf(state);
  if (progress === null) return t("run.saidAsking", { value });
  const head =
    run.phase === "done"
      ? t("run.saidDone", { count: progress.total })
      : t("run.saidSoFar", { done: progress.done, count: progress.total });
  return [head, ...verdicts(t, state)].join(" ");
}

/** The verdict with its reason on one; how many came out in each way of many. */
function verdicts(t: Translate, state: RunState): string[] {
  const [first, ...others] = state.rows;
  const counts = countOutcomes(state.rows);
  const said = OUTCOMES.filter((outcome) => counts.has(outcome));
  if (others.length > 0) {
    return said.map((outcome) => `${outcomeWords(t, outcome)}: ${counts.get(outcome)}.`);
  }
  const reason = first?.verdict?.reason ?? "";
  return said.map((outcome) => `${first?.indicator.data}: ${outcomeWords(t, outcome)}. ${reason}`);
}

/** The newest text, but no change sooner than `pause` milliseconds after the last. */
function useThrottled(text: string, pause: number): string {
  const [shown, setShown] = useState(text);
  const changedAt = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, changedAt.current + pause - Date.now());
    const timer = setTimeout(() => {
      changedAt.current = Date.now();
      setShown(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text, pause]);
  return shown;
}
