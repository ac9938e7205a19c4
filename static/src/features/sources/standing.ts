/** How a source does, in one word: by its circuit, its probe, its feed and what became of questions. */

import type { SourceHealth } from "@/api/source-health";
import type { Source } from "@/api/sources";
import type { PlainKey } from "@/i18n/translate";
import { copyOf } from "./source-facts";

export type Standing = {
  /** FAILING gives no answers, AILING not all of them or others than it used to. */
  level: "FAILING" | "AILING" | "WELL" | "QUIET";
  why: PlainKey;
};

const HALF = 0.5;
const TENTH = 0.1;

/** The worst that is known of it. */
export function standingOf({ circuit, probe, feed, hour, day, ...health }: SourceHealth): Standing {
  // The last hour says how it is now; where nobody asked within it, the day has to do.
  const recent = hour.questions > 0 ? hour : day;
  const rate = recent.errorRate ?? 0;
  if (circuit.state === "OPEN") return { level: "FAILING", why: "sources.circuitOpen" };
  if (probe?.status === "ERROR") return { level: "FAILING", why: "sources.probeFails" };
  if (rate >= HALF) return { level: "FAILING", why: "sources.fails" };
  if (probe?.status === "CHANGED") return { level: "AILING", why: "sources.newShape" };
  if (feed?.parts.some(({ error }) => error)) return { level: "AILING", why: "sources.feedFails" };
  if (circuit.state === "HALF_OPEN") return { level: "AILING", why: "sources.circuitTrying" };
  if (rate >= TENTH) return { level: "AILING", why: "sources.failsAtTimes" };
  const known = health.lastSuccessAt !== null || probe?.status === "WELL";
  return known
    ? { level: "WELL", why: "sources.doesWell" }
    : { level: "QUIET", why: "sources.quiet" };
}

/** Whether somebody should look at it; nobody has to at what is switched off. */
export function needsAttention(source: Source, health: SourceHealth | undefined): boolean {
  if (!source.enabled) return false;
  if (copyOf(source) === "stale") return true;
  const level = health === undefined ? "QUIET" : standingOf(health).level;
  return level === "FAILING" || level === "AILING";
}
