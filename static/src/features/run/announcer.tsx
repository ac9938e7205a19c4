/**
 * Says how the request stands, for those who don't see the page.
 *
 * Answers may come many a second; a sentence every few seconds can be listened to.
 */

import { useEffect, useRef, useState } from "react";
import { counted } from "./format";
import { progressOf } from "./state";
import type { Run } from "./use-run";
import { LEVEL_WORDS } from "./wording";

const PAUSE_MILLISECONDS = 2_500;

export function Announcer({ run }: { run: Run }) {
  const said = useThrottled(announcement(run), PAUSE_MILLISECONDS);
  return (
    <div aria-live="polite" className="sr-only">
      {said}
    </div>
  );
}

export function announcement(run: Run): string {
  if (run.phase === "idle" || run.phase === "failed") return ""; // failures are alerts
  if (run.attempt !== null) return "The connection broke. Connecting again.";
  const progress = progressOf(run.state);
  if (progress === null) return `Asking about ${run.value}.`;
  const verdicts = [...run.state.verdicts.values()].map(
    ({ data }) => `${data.indicator.data}: ${LEVEL_WORDS[data.level]}. ${data.reason}`,
  );
  const head =
    run.phase === "done"
      ? `Done, ${counted(progress.total, "source")}.`
      : `${progress.done} of ${counted(progress.total, "source")} done.`;
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
