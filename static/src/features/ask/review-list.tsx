/**
 * What will be asked about: each indicator once, with where it stood, its kind to be changed, itself
 * to be left out. A hundred thousand are listed as ten are: only what is seen is in the page.
 */

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { IgnoreHit } from "@/api/named";
import { useT } from "@/i18n/language";
import { NARROW, useMedia } from "@/ui/use-screen";
import { type Changes, isChecked, type Line } from "./question";
import { ReviewBar } from "./review-bar";
import { ReviewRow } from "./review-row";

const ROW = 40;
/** On two lines, the second of them higher where a finger chooses a kind. */
const NARROW_ROW = 64;
const NARROW_CHOICE = 88;
const CONTEXT = 20;

type Props = {
  lines: readonly Line[];
  changes: Changes;
  onChange: (change: (before: Changes) => Changes) => void;
  /** Lists that an indicator is on, by its key. */
  hits: ReadonlyMap<string, readonly IgnoreHit[]>;
};

export function ReviewList({ lines, changes, onChange, hits }: Props) {
  const t = useT();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const shown = useMemo(
    () => (wanted === "" ? lines : lines.filter(({ data }) => data.toLowerCase().includes(wanted))),
    [lines, wanted],
  );
  const { scroller, rows, onKeyDown } = useRows(shown);
  if (lines.length === 0) return null;
  return (
    <section aria-label={t("ask.list")} className="rounded-panel border border-line bg-surface">
      <ReviewBar
        lines={lines}
        shown={shown}
        changes={changes}
        onChange={onChange}
        text={text}
        onText={setText}
      />
      <div ref={scroller} className="max-h-[min(60dvh,40rem)] overflow-y-auto">
        <ul className="relative" style={{ height: rows.getTotalSize() }} onKeyDown={onKeyDown}>
          {rows.getVirtualItems().map(({ index, start, size }) => {
            const line = shown[index];
            if (line === undefined) return null;
            return (
              <ReviewRow
                key={line.value}
                line={line}
                checked={isChecked(line, changes)}
                hits={hits.get(`${line.kind} ${line.data}`)}
                index={index}
                count={shown.length}
                start={start}
                height={size}
                onChange={onChange}
              />
            );
          })}
        </ul>
      </div>
    </section>
  );
}

function useRows(lines: readonly Line[]) {
  const narrow = useMedia(NARROW);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(lines[index], narrow),
    overscan: 8,
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines, other heights
  useEffect(() => rows.measure(), [narrow, lines]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const box = event.target as HTMLElement;
    if (step === undefined || box.getAttribute("type") !== "checkbox") return;
    event.preventDefault();
    const at = Number(box.closest<HTMLElement>("[data-index]")?.dataset.index) + step;
    if (at < 0 || at >= lines.length) return;
    rows.scrollToIndex(at);
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${at}"] input`)?.focus(),
    );
  };
  return { scroller, rows, onKeyDown };
}

function heightOf(line: Line | undefined, narrow: boolean): number {
  const two = (line?.kinds.length ?? 1) > 1 ? NARROW_CHOICE : NARROW_ROW;
  return (narrow ? two : ROW) + (line?.where?.context ? CONTEXT : 0);
}
