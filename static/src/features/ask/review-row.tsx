/** One indicator that was found: whether it is asked about, what is special about it, where it stood. */

import { memo } from "react";
import type { Kind } from "@/api/indicators";
import type { IgnoreHit } from "@/api/named";
import { Value } from "@/features/run/value";
import { kindWords } from "@/features/run/wording";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { Select } from "@/ui/inputs";
import type { Changes, Line, Where } from "./question";
import { SPECIAL_WORDS } from "./special";

type Props = {
  line: Line;
  checked: boolean;
  hits: readonly IgnoreHit[] | undefined;
  index: number;
  count: number;
  start: number;
  height: number;
  onChange: (change: (before: Changes) => Changes) => void;
};

export const ReviewRow = memo(function ReviewRow(props: Props) {
  const { line, checked, hits, index, start, height, onChange } = props;
  const t = useT();
  const { value, data, kind, kinds, count, special, where } = line;
  const check = (on: boolean) =>
    onChange((before) => ({ ...before, checked: new Map(before.checked).set(value, on) }));
  const changeKind = (next: Kind) =>
    onChange((before) => ({ ...before, kinds: new Map(before.kinds).set(value, next) }));
  return (
    <li
      data-index={index}
      aria-setsize={props.count}
      aria-posinset={index + 1}
      className="absolute inset-x-0 top-0 border-line border-b px-3 text-small"
      style={{ height, transform: `translateY(${start}px)` }}
    >
      <div className="flex h-full flex-col justify-center">
        <div className="flex flex-wrap items-center gap-x-3 sm:min-h-9 sm:flex-nowrap">
          <label className="flex min-h-8 min-w-0 cursor-pointer items-center gap-2.5 max-sm:basis-full">
            <input
              type="checkbox"
              aria-label={data}
              className="size-4 shrink-0 accent-accent"
              checked={checked}
              onChange={(event) => check(event.target.checked)}
            />
            <Value text={data} className={checked ? "" : "text-muted"} />
          </label>
          <span className="flex min-w-0 items-center gap-1.5 overflow-hidden max-sm:flex-1 max-sm:pl-6.5">
            {count > 1 && <span className="text-muted whitespace-nowrap">× {count}</span>}
            {special !== null && <Badge>{t(SPECIAL_WORDS[special])}</Badge>}
            {hits?.map(({ listId, listName, action }) => (
              <Badge key={listId} tone={action === "BLOCK" ? "warning" : "plain"}>
                <span className="max-w-40 truncate">{t("ask.onList", { list: listName })}</span>
              </Badge>
            ))}
          </span>
          <span className="ml-auto shrink-0">
            {kinds.length === 1 ? (
              <span className="text-muted whitespace-nowrap">{kindWords(t, kind)}</span>
            ) : (
              <Select
                aria-label={t("ask.kindOf", { value: data })}
                value={kind}
                options={kinds.map((one) => ({ value: one, label: kindWords(t, one) }))}
                onChange={changeKind}
              />
            )}
          </span>
        </div>
        {where !== null && where.context !== "" && <Context where={where} />}
      </div>
    </li>
  );
});

/** The line in which it stood first. */
function Context({ where: { name, line, part, context } }: { where: Where }) {
  const t = useT();
  const place = [name, part, t("ask.line", { line })].filter((one) => one !== null && one !== "");
  return (
    <p className="h-5 truncate pl-6.5 text-label text-muted" title={context}>
      {place.join(" · ")}: <span className="font-mono">{context}</span>
    </p>
  );
}
