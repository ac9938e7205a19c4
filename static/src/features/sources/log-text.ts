/** What code said while it ran, a line each. */

import type { TrialOutcome } from "@/api/sources";

export function logText(logs: TrialOutcome["logs"]): string {
  return logs.map(({ time, level, message }) => `${time} ${level} ${message}`).join("\n");
}
