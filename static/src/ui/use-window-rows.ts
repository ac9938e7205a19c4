/** Rows of a long list in the page: only those that are seen are drawn, the next are read in time. */

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect } from "react";
import { NARROW, useMeasured, useMedia } from "./use-screen";

const OVERSCAN = 12;

type Rows = {
  count: number;
  /** Height of a row in px, and of one on a narrow screen. */
  row: number;
  narrowRow: number;
  /** Reads more rows; null when there are no more. */
  more: (() => unknown) | null;
  /** So many rows before the last one they are read. */
  ahead?: number;
  /** What covers the page's edges, in px, when a row is scrolled to. */
  paddingStart?: number;
  paddingEnd?: number;
};

/** The list's `ref`, element and place, and the rows to draw. */
export function useWindowRows<E extends HTMLElement>({
  count,
  row,
  narrowRow,
  more,
  ahead = 50,
  paddingStart = 0,
  paddingEnd = 0,
}: Rows) {
  const narrow = useMedia(NARROW);
  const { ref, element, top } = useMeasured<E>();
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => (narrow ? narrowRow : row),
    overscan: OVERSCAN,
    scrollMargin: top,
    scrollPaddingStart: paddingStart,
    scrollPaddingEnd: paddingEnd,
    useFlushSync: false,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is measured anew
  useEffect(() => rows.measure(), [narrow]);
  useEffect(() => {
    if (more !== null && last >= count - ahead) more();
  }, [more, last, count, ahead]);
  return { ref, element, top, rows, drawn };
}
