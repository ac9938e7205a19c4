/** Facts of the screen that decide what is drawn, not only how. */

import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";

/** Where Tailwind's `sm:` does not hold. */
export const NARROW = "(width < 40rem)";

/** Whether a media query holds, and drawn again when that changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}

/** An element by its ref, its inner width, and how far down the page it is, in px; 0 at first. */
export function useMeasured<E extends HTMLElement>() {
  const [element, ref] = useState<E | null>(null);
  const [width, setWidth] = useState(0);
  const [top, setTop] = useState(0);
  useEffect(() => {
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  // What is above may take one line or three, with every drawing.
  useLayoutEffect(() => {
    const now = (element?.getBoundingClientRect().top ?? 0) + window.scrollY;
    if (Math.abs(now - top) > 1) setTop(now);
  });
  return { ref, element, width, top };
}
