/**
 * Follows a request to its end over as many connections as it takes.
 *
 * After a cut the stream is opened again behind the last event that was read, so nothing is lost
 * and nothing is asked twice. A connection that stays silent for longer than three of the server's
 * keep-alives is taken for dead.
 */

import { decodeEvent } from "./decode";
import { openEvents } from "./events";
import { TroubleError } from "./http";
import { SseParser } from "./sse";
import { strange, UNREACHABLE } from "./trouble";
import type { RunEvent } from "./types";

export type Follower = {
  /** Events in the order of the server, together when they came together. */
  onEvents: (events: RunEvent[]) => void;
  /** The connection broke; attempt `attempt` starts in `milliseconds`. */
  onWaiting: (attempt: number, milliseconds: number) => void;
  /** A connection stands (again). */
  onConnected: () => void;
};

export type Options = {
  requestId: string;
  /** Where an earlier call had come to. */
  lastEventId: string | null;
  signal: AbortSignal;
  silenceMilliseconds?: number;
  firstWaitMilliseconds?: number;
};

const SILENCE_MILLISECONDS = 45_000;
const FIRST_WAIT_MILLISECONDS = 500;
const LONGEST_WAIT_MILLISECONDS = 10_000;
const ATTEMPTS = 8;

/** How far following came: pass `lastEventId` to go on there. */
export class CutError extends TroubleError {
  readonly lastEventId: string | null;

  constructor(cause: TroubleError, lastEventId: string | null) {
    super(cause.trouble, cause.status);
    this.lastEventId = lastEventId;
  }
}

/** Returns after the event `done`. Throws `CutError` when going on is of no use, or the abort reason. */
export async function follow(options: Options, follower: Follower): Promise<void> {
  const position = { lastEventId: options.lastEventId, moved: false };
  let failures = 0;
  for (;;) {
    position.moved = false;
    const error = await readOnce(options, follower, position);
    if (error === null) return;
    options.signal.throwIfAborted();
    failures = position.moved ? 1 : failures + 1;
    if (isFinal(error) || failures > ATTEMPTS) throw new CutError(error, position.lastEventId);
    const wait = waitBefore(failures, options.firstWaitMilliseconds ?? FIRST_WAIT_MILLISECONDS);
    follower.onWaiting(failures, wait);
    await sleep(wait, options.signal);
  }
}

type Position = { lastEventId: string | null; moved: boolean };

/** One connection; null when `done` came, otherwise why it ended. */
async function readOnce(
  options: Options,
  follower: Follower,
  position: Position,
): Promise<TroubleError | null> {
  const silence = new AbortController();
  const signal = AbortSignal.any([options.signal, silence.signal]);
  const limit = options.silenceMilliseconds ?? SILENCE_MILLISECONDS;
  let timer = setTimeout(() => silence.abort(), limit);
  try {
    const body = await openEvents(options.requestId, position.lastEventId, signal);
    follower.onConnected();
    const parser = new SseParser();
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new TroubleError(UNREACHABLE);
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), limit);
      const ended = take(parser.push(decoder.decode(value, { stream: true })), follower, position);
      if (ended) return null;
    }
  } catch (error) {
    return error instanceof TroubleError ? error : new TroubleError(UNREACHABLE);
  } finally {
    clearTimeout(timer);
    silence.abort(); // closes the connection, however this ended
  }
}

/** Hands over what came in one piece; true when `done` was among it. */
function take(
  incoming: ReturnType<SseParser["push"]>,
  follower: Follower,
  position: Position,
): boolean {
  const events: RunEvent[] = [];
  try {
    for (const one of incoming) {
      const event = readable(one);
      if (event !== null) events.push(event);
      if (one.id !== null) position.lastEventId = one.id;
      position.moved = true;
    }
  } finally {
    if (events.length > 0) follower.onEvents(events); // also those before an unreadable one
  }
  return events.some((event) => event.type === "done");
}

function readable(one: Parameters<typeof decodeEvent>[0]): RunEvent | null {
  try {
    return decodeEvent(one);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new TroubleError(strange(`Event ${one.id ?? "without number"}: ${detail}`), 200);
  }
}

/** Another try changes nothing: the server understood and refused, or what it says is unreadable. */
function isFinal(error: TroubleError): boolean {
  const status = error.status;
  return status !== null && status < 500 && status !== 408 && status !== 429;
}

function waitBefore(attempt: number, first: number): number {
  return Math.min(LONGEST_WAIT_MILLISECONDS, first * 2 ** (attempt - 1));
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
