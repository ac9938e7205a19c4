/** Follows one request from its beginning to its end. */

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { CutError, follow } from "@/api/follow";
import { troubleOf } from "@/api/http";
import type { Trouble } from "@/api/trouble";
import { RunStore } from "./store";

/** Where a request stands that was cut off: enough to go on. */
type Cut = { lastEventId: string | null };

/** How following goes; what came of it is in the store. */
export type Following = {
  phase: "following" | "done" | "failed";
  /** The number of the attempt to reconnect that is waited for; null while connected. */
  attempt: number | null;
  trouble: Trouble | null;
  cut: Cut | null;
};

export type Run = Following & {
  store: RunStore;
  /** Goes on where it was cut. */
  resume: () => void;
};

type Action =
  | { type: "resumed" }
  | { type: "waiting"; attempt: number }
  | { type: "connected" }
  | { type: "finished" }
  | { type: "failed"; trouble: Trouble; cut: Cut | null };

const BEGUN: Following = { phase: "following", attempt: null, trouble: null, cut: null };

function reduce(run: Following, action: Action): Following {
  switch (action.type) {
    case "resumed":
      return BEGUN;
    case "waiting":
      return { ...run, attempt: action.attempt };
    case "connected":
      return { ...run, attempt: null };
    case "finished":
      return { ...run, phase: "done", attempt: null };
    case "failed":
      return { phase: "failed", attempt: null, trouble: action.trouble, cut: action.cut };
  }
}

/** A request of long ago streams from history, as one that runs. */
export function useRun(requestId: string): Run {
  const [store] = useState(() => new RunStore());
  const [following, dispatch] = useReducer(reduce, BEGUN);
  const current = useRef<AbortController | null>(null);

  const followFrom = useCallback(
    async (lastEventId: string | null) => {
      current.current?.abort();
      const controller = new AbortController();
      current.current = controller;
      const { signal } = controller;
      const unlessOver = (action: Action) => {
        if (signal.aborted) return;
        store.flush();
        dispatch(action);
      };
      try {
        await follow(
          { requestId, lastEventId, signal },
          {
            onEvents: store.push,
            onWaiting: (attempt) => unlessOver({ type: "waiting", attempt }),
            onConnected: () => unlessOver({ type: "connected" }),
          },
        );
        unlessOver({ type: "finished" });
      } catch (error) {
        const cut = error instanceof CutError ? { lastEventId: error.lastEventId } : null;
        unlessOver({ type: "failed", trouble: troubleOf(error), cut });
      }
    },
    [requestId, store],
  );

  useEffect(() => {
    void followFrom(null);
    return () => current.current?.abort();
  }, [followFrom]);

  const cut = following.cut;
  const resume = useCallback(() => {
    if (cut === null) return;
    dispatch({ type: "resumed" });
    void followFrom(cut.lastEventId);
  }, [cut, followFrom]);

  return { ...following, store, resume };
}
