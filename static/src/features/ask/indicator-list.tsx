/** What will be asked about: each indicator once, its kind to be changed, itself to be taken out. */

import { X } from "lucide-react";
import { type Dispatch, memo, type SetStateAction, useState } from "react";
import type { Kind } from "@/api/indicators";
import { kindWords } from "@/features/run/wording";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/controls";
import { Select } from "@/ui/inputs";
import type { Changes, Line } from "./question";
import { SPECIAL_WORDS } from "./special";

const SHOWN_AT_FIRST = 100;

type Change = Dispatch<SetStateAction<Changes>>;
type Props = { lines: readonly Line[]; changes: Changes; onChange: Change };

export function IndicatorList({ lines, changes, onChange }: Props) {
  const t = useT();
  const [whole, setWhole] = useState(false);
  if (lines.length === 0 && changes.removed.size === 0) return null;
  const shown = whole ? lines : lines.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-label={t("ask.list")} className="rounded-panel border border-line bg-surface">
      <ul>
        {shown.map((line) => (
          <Item key={line.value} line={line} onChange={onChange} />
        ))}
      </ul>
      {(shown.length < lines.length || changes.removed.size > 0) && (
        <div className="flex flex-wrap gap-2 border-line border-t px-2 py-1 first:border-0">
          {shown.length < lines.length && (
            <Button look="quiet" onClick={() => setWhole(true)}>
              {t("ask.showAll", { count: lines.length })}
            </Button>
          )}
          {changes.removed.size > 0 && (
            <Button look="quiet" onClick={() => onChange({ ...changes, removed: new Set() })}>
              {t("ask.restore", { count: changes.removed.size })}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

type ItemProps = { line: Line; onChange: Change };

const Item = memo(
  function Item({ line, onChange }: ItemProps) {
    const t = useT();
    const { value, data, kind, kinds, count, special } = line;
    const remove = () =>
      onChange((before) => ({ ...before, removed: new Set([...before.removed, value]) }));
    const changeKind = (next: Kind) =>
      onChange((before) => ({ ...before, kinds: new Map([...before.kinds, [value, next]]) }));
    return (
      <li className="flex min-h-9 flex-wrap items-center gap-x-3 border-line border-t py-0.5 pr-1 pl-3 text-small first:border-0 sm:flex-nowrap">
        <span className="min-w-0 basis-full font-mono wrap-anywhere sm:basis-auto" title={value}>
          {data}
        </span>
        {count > 1 && <span className="text-muted whitespace-nowrap">× {count}</span>}
        {special !== null && <Badge>{t(SPECIAL_WORDS[special])}</Badge>}
        <span className="ml-auto flex items-center gap-1">
          {kinds.length === 1 ? (
            <span className="px-2 text-muted whitespace-nowrap">{kindWords(t, kind)}</span>
          ) : (
            <Select
              aria-label={t("ask.kindOf", { value: data })}
              value={kind}
              options={kinds.map((one) => ({ value: one, label: kindWords(t, one) }))}
              onChange={changeKind}
            />
          )}
          <IconButton label={t("ask.remove", { value: data })} onClick={remove}>
            <X aria-hidden size={14} />
          </IconButton>
        </span>
      </li>
    );
  },
  // Lines are made anew with every key; what is drawn of them seldom changes.
  (before, after) =>
    JSON.stringify(before.line) === JSON.stringify(after.line) &&
    before.onChange === after.onChange,
);
