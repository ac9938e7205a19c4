/** One question at a time: asks, follows to the end, and keeps what is known for drawing. */

import { useCallback, useEffect, useReducer, useRef } from "react";
import { createRequest, TroubleError } from "@/api/client";
import { CutError, follow } from "@/api/follow";
import { strange, type Trouble } from "@/api/trouble";
import type { RunEvent } from "@/api/types";
import { applyAll, EMPTY, type RunState } from "./state";

/** Where a request stands that was cut off: enough to go on. */
type Cut = { token: string; requestId: string; lastEventId: string | null };

export type Run = {
  phase: "idle" | "asking" | "following" | "done" | "failed";
  /** What was asked, as typed. */
  value: string;
  state: RunState;
  /** The number of the attempt to reconnect that is waited for; null while connected. */
  attempt: number | null;
  trouble: Trouble | null;
  cut: Cut | null;
};

type Action =
  | { type: "asked"; value: string }
  | { type: "accepted" }
  | { type: "resumed" }
  | { type: "events"; events: RunEvent[] }
  | { type: "waiting"; attempt: number }
  | { type: "connected" }
  | { type: "finished" }
  | { type: "failed"; trouble: Trouble; cut: Cut | null };

const IDLE: Run = {
  phase: "idle",
  value: "",
  state: EMPTY,
  attempt: null,
  trouble: null,
  cut: null,
};

function reduce(run: Run, action: Action): Run {
  switch (action.type) {
    case "asked":
      return { ...IDLE, phase: "asking", value: action.value };
    case "accepted":
      return { ...run, phase: "following" };
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

export function useRun(): {
  run: Run;
  ask: (token: string, value: string) => void;
  resume: () => void;
} {
  const [run, dispatch] = useReducer(reduce, IDLE);
  const current = useRef<AbortController | null>(null);

  /** Ends what runs, and runs `work` unless a later question ends it. */
  const begin = useCallback((work: (signal: AbortSignal) => Promise<void>) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    work(controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return; // a newer question took over
      dispatch({ type: "failed", trouble: troubleOf(error), cut: null });
    });
  }, []);

  useEffect(() => () => current.current?.abort(), []);

  const followFrom = useCallback(async (from: Cut, signal: AbortSignal) => {
    const unlessOver = (action: Action) => {
      if (!signal.aborted) dispatch(action);
    };
    try {
      await follow(
        { ...from, signal },
        {
          onEvents: (events) => unlessOver({ type: "events", events }),
          onWaiting: (attempt) => unlessOver({ type: "waiting", attempt }),
          onConnected: () => unlessOver({ type: "connected" }),
        },
      );
      unlessOver({ type: "finished" });
    } catch (error) {
      const cut = error instanceof CutError ? { ...from, lastEventId: error.lastEventId } : null;
      unlessOver({ type: "failed", trouble: troubleOf(error), cut });
    }
  }, []);

  const ask = useCallback(
    (token: string, value: string) => {
      dispatch({ type: "asked", value });
      begin(async (signal) => {
        const requestId = await createRequest(token, value, signal);
        if (signal.aborted) return;
        dispatch({ type: "accepted" });
        await followFrom({ token, requestId, lastEventId: null }, signal);
      });
    },
    [begin, followFrom],
  );

  const resume = useCallback(() => {
    const cut = run.cut;
    if (cut === null) return;
    dispatch({ type: "resumed" });
    begin((signal) => followFrom(cut, signal));
  }, [run.cut, begin, followFrom]);

  return { run, ask, resume };
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof TroubleError) return error.trouble;
  return strange(error instanceof Error ? error.message : String(error));
}
