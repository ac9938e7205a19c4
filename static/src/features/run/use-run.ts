/** Follows one request from its beginning to its end, and keeps what is known for drawing. */

import { useCallback, useEffect, useReducer, useRef } from "react";
import { CutError, follow } from "@/api/follow";
import { troubleOf } from "@/api/http";
import type { Trouble } from "@/api/trouble";
import type { RunEvent } from "@/api/types";
import { applyAll, EMPTY, type RunState } from "./state";

/** Where a request stands that was cut off: enough to go on. */
type Cut = { lastEventId: string | null };

export type Run = {
  phase: "following" | "done" | "failed";
  /** What was asked: the first of its indicators. */
  value: string;
  state: RunState;
  /** The number of the attempt to reconnect that is waited for; null while connected. */
  attempt: number | null;
  trouble: Trouble | null;
  cut: Cut | null;
};

type Action =
  | { type: "resumed" }
  | { type: "events"; events: RunEvent[] }
  | { type: "waiting"; attempt: number }
  | { type: "connected" }
  | { type: "finished" }
  | { type: "failed"; trouble: Trouble; cut: Cut | null };

const BEGUN: Omit<Run, "value"> = {
  phase: "following",
  state: EMPTY,
  attempt: null,
  trouble: null,
  cut: null,
};

function reduce(run: Run, action: Action): Run {
  switch (action.type) {
    case "resumed":
      return { ...run, phase: "following", trouble: null, cut: null };
    case "events":
      return { ...run, state: applyAll(run.state, action.events) };
    case "waiting":
      return { ...run, attempt: action.attempt };
    case "connected":
      return { ...run, attempt: null };
    case "finished":
      return { ...run, phase: "done", attempt: null };
    case "failed":
      return { ...run, phase: "failed", attempt: null, trouble: action.trouble, cut: action.cut };
  }
}

/** `value` is what is shown until the stream says more. A request of long ago streams from history. */
export function useRun(requestId: string, value: string): { run: Run; resume: () => void } {
  const [run, dispatch] = useReducer(reduce, { ...BEGUN, value });
  const current = useRef<AbortController | null>(null);

  const followFrom = useCallback(
    async (lastEventId: string | null) => {
      current.current?.abort();
      const controller = new AbortController();
      current.current = controller;
      const { signal } = controller;
      const unlessOver = (action: Action) => {
        if (!signal.aborted) dispatch(action);
      };
      try {
        await follow(
          { requestId, lastEventId, signal },
          {
            onEvents: (events) => unlessOver({ type: "events", events }),
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
    [requestId],
  );

  useEffect(() => {
    void followFrom(null);
    return () => current.current?.abort();
  }, [followFrom]);

  const resume = useCallback(() => {
    if (run.cut === null) return;
    dispatch({ type: "resumed" });
    void followFrom(run.cut.lastEventId);
  }, [run.cut, followFrom]);

  return { run, resume };
}
