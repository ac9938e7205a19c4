/**
 * Keys of the page: one listener, and what each part of the page adds to it while it is shown.
 *
 * "g h" is one key after the other, "Ctrl+k" is also Cmd+K. Single keys rest while something is
 * typed and while a dialog is open, and can be switched off for good (WCAG 2.1.4).
 */

import { useEffect, useRef, useSyncExternalStore } from "react";
import { recall, remember } from "@/ui/storage";

export type Shortcut = {
  keys: string;
  /** What it does, for the help. */
  label: string;
  run: () => void;
};

type Group = { current: readonly Shortcut[] };

const NEXT_KEY_MILLISECONDS = 1_000;
const STORED = "singleKeys";

const groups = new Set<Group>();
const listeners = new Set<() => void>();
let begun = { keys: "", at: 0 };
let singleKeys = recall(STORED) !== "off";

/** Adds these keys while the component is shown; the newest of two that are the same wins. */
export function useKeys(shortcuts: readonly Shortcut[]): void {
  const group = useRef(shortcuts);
  useEffect(() => {
    group.current = shortcuts;
  });
  useEffect(() => {
    groups.add(group);
    if (groups.size === 1) document.addEventListener("keydown", onKeyDown);
    return () => {
      groups.delete(group);
      if (groups.size === 0) document.removeEventListener("keydown", onKeyDown);
    };
  }, []);
}

/** All keys that work now, each once. */
export function shortcutsNow(): Shortcut[] {
  const byKeys = new Map<string, Shortcut>();
  for (const group of groups) {
    for (const shortcut of group.current) byKeys.set(shortcut.keys, shortcut);
  }
  return [...byKeys.values()];
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => singleKeys,
  );
}

export function allowSingleKeys(allowed: boolean): void {
  singleKeys = allowed;
  remember(STORED, allowed ? null : "off");
  for (const listener of listeners) listener();
}

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** "Ctrl+k", "g", "?"; null of what is no shortcut by itself. */
export function nameOf({ key, ctrlKey, metaKey, altKey }: Pressed): string | null {
  if (altKey || ["Control", "Shift", "Meta", "Alt", "AltGraph", "Dead"].includes(key)) return null;
  return ctrlKey || metaKey ? `Ctrl+${key.toLowerCase()}` : key;
}

/** What these keys mean: a shortcut, the beginning of one, or nothing. */
export function meaning(
  shortcuts: readonly Shortcut[],
  before: string,
  pressed: string,
): { run: Shortcut | null; begun: string } {
  for (const keys of before === "" ? [pressed] : [`${before} ${pressed}`, pressed]) {
    const found = shortcuts.find((shortcut) => shortcut.keys === keys);
    if (found !== undefined) return { run: found, begun: "" };
    if (shortcuts.some((shortcut) => shortcut.keys.startsWith(`${keys} `))) {
      return { run: null, begun: keys };
    }
  }
  return { run: null, begun: "" };
}

function onKeyDown(event: KeyboardEvent): void {
  const pressed = nameOf(event);
  if (event.defaultPrevented || event.isComposing || pressed === null) return;
  if (!pressed.startsWith("Ctrl+") && !(singleKeys && !isTyping(event.target))) return;
  if (document.querySelector("dialog:modal") !== null) return;
  const before = event.timeStamp - begun.at < NEXT_KEY_MILLISECONDS ? begun.keys : "";
  const meant = meaning(shortcutsNow(), before, pressed);
  begun = { keys: meant.begun, at: event.timeStamp };
  if (meant.run === null) return;
  event.preventDefault();
  meant.run.run();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select") !== null;
}
