/** A verdict level as shape, word and colour. */

import type { Level } from "@/api/types";
import { useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { ShapeMark } from "./shapes";

export const LEVEL_WORDS = {
  MALICIOUS: "ui.levelMalicious",
  SUSPICIOUS: "ui.levelSuspicious",
  BENIGN: "ui.levelBenign",
  INFORMATIONAL: "ui.levelInformational",
  UNKNOWN: "ui.levelUnknown",
} as const satisfies Record<Level, PlainKey>;

export const LEVEL_INK: Record<Level, string> = {
  MALICIOUS: "text-malicious",
  SUSPICIOUS: "text-suspicious",
  BENIGN: "text-benign",
  INFORMATIONAL: "text-informational",
  UNKNOWN: "text-unknown",
};

export const LEVEL_BACK: Record<Level, string> = {
  MALICIOUS: "bg-malicious-back",
  SUSPICIOUS: "bg-suspicious-back",
  BENIGN: "bg-benign-back",
  INFORMATIONAL: "bg-informational-back",
  UNKNOWN: "bg-unknown-back",
};

export function LevelChip({ level }: { level: Level }) {
  const t = useT();
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-control px-2 py-0.5 text-small font-semibold ${LEVEL_INK[level]} ${LEVEL_BACK[level]}`}
    >
      <ShapeMark shape={level} size="size-3" />
      {t(LEVEL_WORDS[level])}
    </span>
  );
}
