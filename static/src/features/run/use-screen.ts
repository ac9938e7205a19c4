/** Facts of the screen that decide what is drawn, not only how. */

import { useEffect, useState, useSyncExternalStore } from "react";

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

/** An element by its ref, and its inner width in px; 0 until it is measured. */
export function useMeasured<E extends HTMLElement>() {
  const [element, ref] = useState<E | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return { ref, element, width };
}
