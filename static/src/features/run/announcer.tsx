/**
 * Says how the request stands, for those who don't see the page.
 *
 * Answers may come many a second; a sentence every few seconds can be listened to.
 */

import { useEffect, useRef, useState } from "react";
import { useT } from "@/i18n/language";
import type { Translate } from "@/i18n/translate";
import { LEVEL_WORDS } from "@/ui/level-chip";
import { progressOf } from "./state";
import type { Run } from "./use-run";

const PAUSE_MILLISECONDS = 2_500;

export function Announcer({ run }: { run: Run }) {
  const t = useT();
  const said = useThrottled(announcement(t, run), PAUSE_MILLISECONDS);
  return (
    <div aria-live="polite" data-part="progress" className="sr-only">
      {said}
    </div>
  );
}

function announcement(t: Translate, run: Run): string {
  if (run.phase === "failed") return ""; // failures are alerts
  if (run.attempt !== null) return t("run.saidBroke");
  const progress = progressOf(run.state);
  if (progress === null) return t("run.saidAsking", { value: run.value });
  const verdicts = [...run.state.verdicts.values()].map(
    ({ data }) => `${data.indicator.data}: ${t(LEVEL_WORDS[data.level])}. ${data.reason}`,
  );
  const head =
    run.phase === "done"
      ? t("run.saidDone", { count: progress.total })
      : t("run.saidSoFar", { done: progress.done, count: progress.total });
  return [head, ...verdicts].join(" ");
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
