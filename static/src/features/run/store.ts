/** Holds a run's state outside of React, so that a row is drawn anew only when it changed itself. */

import { useSyncExternalStore } from "react";
import type { RunEvent } from "@/api/types";
import { applyAll, EMPTY, type RunState } from "./state";

const BATCH_MILLISECONDS = 100;

export class RunStore {
  state: RunState = EMPTY;
  #waiting: RunEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #listeners = new Set<() => void>();

  /** Takes events in; they are shown together, a tenth of a second after the first of them. */
  readonly push = (events: readonly RunEvent[]): void => {
    for (const event of events) this.#waiting.push(event);
    this.#timer ??= setTimeout(this.flush, BATCH_MILLISECONDS);
  };

  /** Shows at once what waits. */
  readonly flush = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const next = applyAll(this.state, this.#waiting);
    this.#waiting = [];
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.#listeners) listener();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/**
 * A part of the state; drawn again when `select` gives something else.
 *
 * It has to return the very same for the same state: wrap what makes new objects in `remembered`.
 */
export function useRunState<T>(store: RunStore, select: (state: RunState) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.state));
}

/** `make`, but a list with the same entries as the last one is the last one. */
export function remembered<T>(make: (state: RunState) => readonly T[]) {
  let of: RunState | null = null;
  let made: readonly T[] = [];
  return (state: RunState): readonly T[] => {
    if (state === of) return made;
    of = state;
    const next = make(state);
    const same = next.length === made.length && next.every((one, at) => one === made[at]);
    if (!same) made = next;
    return made;
  };
}
