/** A short fact in a frame: a kind, a state, a count. Verdicts have `LevelChip`. */

import type { ReactNode } from "react";

const TONES = {
  plain: "border-line bg-sunken text-ink",
  good: "border-transparent bg-benign-back text-benign",
  warning: "border-transparent bg-suspicious-back text-suspicious",
  bad: "border-transparent bg-error-back text-error",
};

export function Badge({
  tone = "plain",
  children,
}: {
  tone?: keyof typeof TONES;
  children: ReactNode;
}) {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-control border px-1.5 text-small whitespace-nowrap ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}
