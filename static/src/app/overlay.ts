/** Which overlay of the shell is open: the palette, the help on keys, or none. */

import { useSyncExternalStore } from "react";

export type Overlay = { name: "palette"; text: string } | { name: "keys" };

const listeners = new Set<() => void>();
let open: Overlay | null = null;

export function useOverlay(): Overlay | null {
  return useSyncExternalStore(subscribe, () => open);
}

/** Opens one in place of what is open; null closes. */
export function changeOverlay(overlay: Overlay | null): void {
  open = overlay;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
