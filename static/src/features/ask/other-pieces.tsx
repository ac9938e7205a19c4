/** What was pasted and is no indicator: said, not hidden, and in nobody's way. */

import { useT } from "@/i18n/language";

const SHOWN = 50;

export function OtherPieces({ others }: { others: readonly { value: string; error: string }[] }) {
  const t = useT();
  if (others.length === 0) return null;
  return (
    <details className="rounded-panel border border-line bg-surface px-3 py-1.5 text-small">
      <summary className="w-fit text-muted pointer-coarse:py-2.5">
        {t("ask.others", { count: others.length })}
      </summary>
      <ul className="mt-1 space-y-0.5 pb-1">
        {others.slice(0, SHOWN).map(({ value, error }) => (
          <li key={value} className="wrap-anywhere">
            <span className="font-mono">{value}</span>: <span className="text-muted">{error}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
