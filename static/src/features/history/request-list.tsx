/**
 * Requests as a table that draws only what is seen, and reads on when its end comes near.
 *
 * One row has the focus: arrows or j and k move it, Enter opens it, x selects it.
 */

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Request } from "@/api/requests";
import { useKeys } from "@/app/keys";
import { useT } from "@/i18n/language";
import { NARROW, useMedia } from "@/ui/use-screen";
import { RequestRow } from "./request-row";

const ROW_PIXELS = 34;
const NARROW_ROW_PIXELS = 60;
/** So many rows before the end, the next page is read. */
const AHEAD = 30;

type Props = {
  requests: readonly Request[];
  more: (() => unknown) | null;
  selected: readonly string[];
  onToggle: (id: string) => void;
};

export function RequestList({ requests, more, selected, onToggle }: Props) {
  const t = useT();
  const narrow = useMedia(NARROW);
  const list = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const rows = useWindowVirtualizer({
    count: requests.length,
    estimateSize: () => (narrow ? NARROW_ROW_PIXELS : ROW_PIXELS),
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is measured anew
  useEffect(() => rows.measure(), [narrow]);
  useEffect(() => {
    if (more !== null && last >= requests.length - AHEAD) more();
  }, [more, last, requests.length]);

  const focus = (index: number) => {
    const next = Math.min(Math.max(index, 0), requests.length - 1);
    setCurrent(next);
    rows.scrollToIndex(next);
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus(),
    );
  };
  useKeys([
    { keys: "j", label: t("history.keyNext"), run: () => focus(current + 1) },
    { keys: "k", label: t("history.keyPrevious"), run: () => focus(current - 1) },
    {
      keys: "x",
      label: t("history.keySelect"),
      run: () => {
        const id = requests[current]?.id;
        if (id !== undefined) onToggle(id);
      },
    },
  ]);
  const steps: Record<string, number> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    Home: 0,
    End: requests.length - 1,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    focus(next);
  };
  return (
    <div ref={list}>
      <div
        className="hidden h-8 items-center gap-4 pr-3 pl-10 text-label font-semibold text-muted sm:flex"
        aria-hidden
      >
        <span className="w-36">{t("history.verdict")}</span>
        <span className="flex-1">{t("history.value")}</span>
        <span className="w-28">{t("history.kind")}</span>
        <span className="hidden w-44 lg:block">{t("history.answers")}</span>
        <span className="w-36 text-right">{t("history.time")}</span>
      </div>
      <ul
        aria-label={t("history.list")}
        onKeyDown={onKeyDown}
        className="relative rounded-panel border border-line bg-surface"
        ref={(element) => {
          // The height of all rows; by script, as the page's policy forbids style attributes.
          if (element !== null) element.style.height = `${rows.getTotalSize() + 2}px`;
        }}
      >
        {drawn.map(({ index, start, size }) => {
          const request = requests[index];
          if (request === undefined) return null;
          return (
            <RequestRow
              key={request.id}
              request={request}
              index={index}
              top={start - rows.options.scrollMargin}
              height={size}
              focusable={index === current}
              selected={selected.includes(request.id)}
              onFocus={() => setCurrent(index)}
              onToggle={() => onToggle(request.id)}
            />
          );
        })}
      </ul>
    </div>
  );
}
