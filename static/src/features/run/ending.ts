/** How asking one source ended, as shape and words. */

import type { Translate } from "@/i18n/translate";
import { LEVEL_BACK, LEVEL_INK, LEVEL_WORDS } from "@/ui/level-chip";
import type { Shape } from "@/ui/shapes";
import type { Cell } from "./state";
import { failureWords, skipWords } from "./wording";

export type Ending = {
  shape: Shape;
  ink: string;
  word: string;
  /** Why there is no answer, in the reader's language; empty when there is one. */
  why: string;
  /** What the server adds, in its own words. */
  detail: string;
};

/** Only what somebody says has a colour behind it. */
export const CELL_BACK: Partial<Record<Shape, string>> = { ...LEVEL_BACK, ERROR: "bg-error-back" };

export function endingOf(t: Translate, { plan, result }: Cell, running: boolean): Ending {
  const plain = { why: "", detail: "", ink: "text-muted" };
  const skips = result?.skips ?? plan?.skips ?? [];
  if (result?.status === "SKIPPED" || (result === null && skips.length > 0)) {
    const skip = skips[0] ?? null;
    // The words say it all already; the server's sentence would only repeat them.
    const detail = skip?.reason === "UNSUPPORTED_INDICATOR" ? "" : (skip?.detail ?? "");
    return {
      ...plain,
      shape: "SKIPPED",
      word: t("run.skipped"),
      why: skipWords(t, skip),
      detail,
    };
  }
  if (result === null) {
    if (running) return { ...plain, shape: "WAITING", word: t("run.waiting") };
    return { ...plain, shape: "SKIPPED", word: t("run.noAnswerCame") };
  }
  if (result.status === "ERROR") {
    return {
      shape: "ERROR",
      ink: "text-error",
      word: t("run.error"),
      why: failureWords(t, result.error),
      detail: result.error?.detail ?? "",
    };
  }
  if (result.status === "NOT_FOUND")
    return { ...plain, shape: "NOT_FOUND", word: t("run.notFound") };
  const { verdict } = result;
  return {
    ...plain,
    shape: verdict ?? "INFORMATIONAL",
    ink: LEVEL_INK[verdict ?? "INFORMATIONAL"],
    word: verdict === null ? t("run.found") : t(LEVEL_WORDS[verdict]),
  };
}

/** "Malicious", "Error: no answer in time". */
export function endingText(t: Translate, { word, why }: Ending): string {
  return why === "" ? word : t("run.because", { word, why });
}
