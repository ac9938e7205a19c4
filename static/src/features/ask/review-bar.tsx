/** Over the list: how many of how many are asked about, and whole kinds in or out at once. */

import { useId } from "react";
import type { Kind } from "@/api/indicators";
import { kindWords } from "@/features/run/wording";
import { useFormat, useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { TextInput } from "@/ui/inputs";
import { type Changes, isChecked, type Line } from "./question";

const FILTERED_FROM = 20;

type Props = {
  lines: readonly Line[];
  /** Those that the filter leaves. */
  shown: readonly Line[];
  changes: Changes;
  onChange: (change: (before: Changes) => Changes) => void;
  text: string;
  onText: (text: string) => void;
};

export function ReviewBar({ lines, shown, changes, onChange, text, onText }: Props) {
  const t = useT();
  const filter = useId();
  const counts = countByKind(lines, changes);
  const asked = [...counts.values()].reduce((sum, { checked }) => sum + checked, 0);
  const set = (some: readonly Line[], on: boolean) =>
    onChange((before) => {
      const checked = new Map(before.checked);
      for (const { value } of some) checked.set(value, on);
      return { ...before, checked };
    });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-3 py-1 text-small">
      <p className="font-semibold" role="status">
        {t("ask.checked", { checked: asked, count: lines.length })}
      </p>
      {counts.size > 1 && (
        <ul aria-label={t("ask.byKind")} className="flex flex-wrap gap-x-4">
          {[...counts].map(([kind, { checked, all }]) => (
            <li key={kind}>
              <KindBox
                kind={kind}
                checked={checked}
                all={all}
                onChange={(on) =>
                  set(
                    lines.filter((line) => line.kind === kind),
                    on,
                  )
                }
              />
            </li>
          ))}
        </ul>
      )}
      <span className="flex items-center sm:ml-auto">
        {lines.length >= FILTERED_FROM && (
          <>
            <label htmlFor={filter} className="sr-only">
              {t("ask.filter")}
            </label>
            <TextInput
              id={filter}
              type="search"
              code
              value={text}
              placeholder={t("ask.filter")}
              onChange={(event) => onText(event.target.value)}
              className="mr-1 max-w-44"
            />
          </>
        )}
        <Button look="quiet" onClick={() => set(shown, true)}>
          {t("ask.checkAll")}
        </Button>
        <Button look="quiet" onClick={() => set(shown, false)}>
          {t("ask.checkNone")}
        </Button>
      </span>
    </div>
  );
}

type KindBoxProps = { kind: Kind; checked: number; all: number; onChange: (on: boolean) => void };

/** Neither in nor out when only some of the kind are asked about. */
function KindBox({ kind, checked, all, onChange }: KindBoxProps) {
  const t = useT();
  const format = useFormat();
  return (
    <label className="flex min-h-8 cursor-pointer items-center gap-1.5 pointer-coarse:min-h-11">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={checked === all}
        ref={(box) => {
          if (box !== null) box.indeterminate = checked > 0 && checked < all;
        }}
        onChange={(event) => onChange(event.target.checked)}
      />
      {kindWords(t, kind)}
      <span className="text-muted">
        {checked === all ? format.number(all) : `${format.number(checked)}/${format.number(all)}`}
      </span>
    </label>
  );
}

function countByKind(lines: readonly Line[], changes: Changes) {
  const counts = new Map<Kind, { checked: number; all: number }>();
  for (const line of lines) {
    const count = counts.get(line.kind) ?? { checked: 0, all: 0 };
    count.all += 1;
    if (isChecked(line, changes)) count.checked += 1;
    counts.set(line.kind, count);
  }
  return counts;
}
