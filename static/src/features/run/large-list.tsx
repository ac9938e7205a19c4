/**
 * Thousands of verdicts, of which only those that are seen are in the page; at their end the next
 * are read. One row has the focus: arrows or j and k move it, Enter opens it, x selects it.
 */

import { type KeyboardEvent, memo, useState } from "react";
import type { Judged } from "@/api/requests";
import { useKeys } from "@/app/keys";
import { useT } from "@/i18n/language";
import { CheckButton } from "@/ui/check-button";
import { LevelChip } from "@/ui/level-chip";
import { ShapeMark } from "@/ui/shapes";
import { useWindowRows } from "@/ui/use-window-rows";
import { Marks } from "./marks";
import { Value } from "./value";
import { kindWords } from "./wording";

const ROW = 36;
const NARROW_ROW = 68;
/** So many rows before the end, the next page is read. */

type Props = {
  judged: readonly Judged[];
  running: boolean;
  selected: ReadonlySet<number>;
  onSelect: (selected: ReadonlySet<number>) => void;
  onOpen: (position: number) => void;
  more: (() => unknown) | null;
};

export function LargeList({ judged, running, selected, onSelect, onOpen, more }: Props) {
  const t = useT();
  const [current, setCurrent] = useState(0);
  const { ref, element, top, rows, drawn } = useWindowRows<HTMLUListElement>({
    count: judged.length,
    row: ROW,
    narrowRow: NARROW_ROW,
    more,
    ahead: 100,
    paddingStart: 64,
    paddingEnd: 120,
  });

  const focus = (index: number) => {
    const next = Math.min(Math.max(index, 0), judged.length - 1);
    setCurrent(next);
    rows.scrollToIndex(next);
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      element
        ?.querySelector<HTMLElement>(`[data-index="${next}"] [data-part="open"]`)
        ?.focus({ preventScroll: true }),
    );
  };
  const toggle = (position: number) => {
    const next = new Set(selected);
    if (!next.delete(position)) next.add(position);
    onSelect(next);
  };
  useKeys([
    { keys: "j", label: t("run.keyDown"), run: () => focus(current + 1) },
    { keys: "k", label: t("run.keyUp"), run: () => focus(current - 1) },
    {
      keys: "x",
      label: t("run.keySelect"),
      run: () => {
        const position = judged[current]?.position;
        if (position !== undefined) toggle(position);
      },
    },
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: current + 1, ArrowUp: current - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    focus(next);
  };
  return (
    <ul
      ref={ref}
      aria-label={t("run.list")}
      onKeyDown={onKeyDown}
      className="relative rounded-panel border border-line bg-surface"
      style={{ height: rows.getTotalSize() + 2 }}
    >
      {drawn.map(({ index, start, size }) => {
        const one = judged[index];
        return (
          one !== undefined && (
            <Item
              key={one.position}
              one={one}
              index={index}
              top={start - top}
              height={size}
              running={running}
              focusable={index === current}
              selected={selected.has(one.position)}
              onFocus={() => setCurrent(index)}
              onToggle={() => toggle(one.position)}
              onOpen={() => onOpen(one.position)}
            />
          )
        );
      })}
    </ul>
  );
}

type ItemProps = {
  one: Judged;
  index: number;
  top: number;
  height: number;
  running: boolean;
  focusable: boolean;
  selected: boolean;
  onFocus: () => void;
  onToggle: () => void;
  onOpen: () => void;
};

const Item = memo(function Item(props: ItemProps) {
  const { one, index, top, height, running, focusable, selected } = props;
  const t = useT();
  const { indicator, verdict } = one;
  return (
    <li
      data-index={index}
      className={`absolute inset-x-0 top-0 flex items-center gap-x-3 border-line border-t pr-3 pl-1 text-small hover:bg-sunken [&:nth-child(1)]:border-0 ${selected ? "bg-informational-back" : ""}`}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <CheckButton
        label={t("run.select", { value: indicator.data })}
        checked={selected}
        onToggle={props.onToggle}
      />
      <button
        type="button"
        data-part="open"
        tabIndex={focusable ? 0 : -1}
        onFocus={props.onFocus}
        onClick={props.onOpen}
        className="flex h-full min-w-0 flex-1 cursor-pointer flex-wrap content-center items-center gap-x-3 text-left -outline-offset-2 sm:flex-nowrap"
      >
        <span className="w-32 shrink-0">
          {verdict === null ? <Waiting running={running} /> : <LevelChip level={verdict.level} />}
        </span>
        <Value
          text={indicator.data}
          className="basis-full max-sm:order-first sm:flex-1 sm:basis-0"
        />
        <Marks verdict={verdict} />
        <span className="hidden min-w-0 flex-1 basis-0 truncate text-muted lg:block">
          {verdict?.reason}
        </span>
        <span className="text-muted whitespace-nowrap sm:w-28">{kindWords(t, indicator.kind)}</span>
      </button>
    </li>
  );
});

function Waiting({ running }: { running: boolean }) {
  const t = useT();
  return (
    <span className="inline-flex items-center gap-1.5 px-2 text-muted">
      <ShapeMark shape={running ? "WAITING" : "SKIPPED"} size="size-3" />
      {t(running ? "run.waiting" : "run.noVerdict")}
    </span>
  );
}
