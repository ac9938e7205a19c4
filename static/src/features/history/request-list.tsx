/**
 * Requests as a table that draws only what is seen, and reads on when its end comes near.
 *
 * One row has the focus: arrows or j and k move it, Enter opens it.
 */

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Request } from "@/api/requests";
import { useKeys } from "@/app/keys";
import { useT } from "@/i18n/language";
import { RequestRow } from "./request-row";

const ROW_PIXELS = 34;
const NARROW_ROW_PIXELS = 60;
const NARROW = "(max-width: 639px)";
/** So many rows before the end, the next page is read. */
const AHEAD = 30;

type Props = { requests: readonly Request[]; more: (() => unknown) | null };

export function RequestList({ requests, more }: Props) {
  const t = useT();
  const narrow = useNarrow();
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
        className="hidden h-8 items-center gap-4 px-3 text-label font-semibold text-muted sm:flex"
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
              onFocus={() => setCurrent(index)}
            />
          );
        })}
      </ul>
    </div>
  );
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => window.matchMedia(NARROW).matches);
  useEffect(() => {
    const media = window.matchMedia(NARROW);
    const onChange = () => setNarrow(media.matches);
    media.addEventListener("change", onChange);
    return () => media.removeEventListener("change", onChange);
  }, []);
  return narrow;
}
