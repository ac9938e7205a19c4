import { afterEach, describe, expect, it, vi } from "vitest";
import { CutError, follow, type Options } from "./follow";
import type { RunEvent } from "./types";

const encoder = new TextEncoder();

function frame(id: number, type: string, data: object = {}): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

const DONE = frame(9, "done", { counts: {} });

type Ending = "close" | "break" | "silence";

/** A connection that delivers these pieces and then ends so. */
function stream(pieces: string[], ending: Ending, signal?: AbortSignal | null): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      if (ending === "close") controller.close();
      if (ending === "silence") {
        signal?.addEventListener("abort", () => controller.error(new Error("aborted")));
      }
    },
    pull(controller) {
      if (ending === "break") controller.error(new TypeError("network error"));
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

type Answer = (init: RequestInit) => Response;

/** Answers each fetch by the next of `answers`; returns what was sent as Last-Event-ID. */
function serve(...answers: Answer[]): (string | undefined)[] {
  const asked: (string | undefined)[] = [];
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    asked.push((init.headers as Record<string, string>)["Last-Event-ID"]);
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("connection refused");
    return answer(init);
  });
  return asked;
}

async function run(more: Partial<Options> = {}) {
  const events: RunEvent[] = [];
  const attempts: number[] = [];
  const options: Options = {
    requestId: "AbCdEfGhIjKl",
    lastEventId: null,
    signal: new AbortController().signal,
    firstWaitMilliseconds: 1,
    ...more,
  };
  const ended = await follow(options, {
    onEvents: (more) => events.push(...more),
    onWaiting: (attempt) => attempts.push(attempt),
    onConnected: () => {},
  }).catch((error: unknown) => error);
  return { types: events.map((event) => event.type), attempts, ended };
}

afterEach(() => vi.unstubAllGlobals());

describe("follow", () => {
  it("ends with the event done", async () => {
    serve(() => stream([frame(1, "start"), DONE], "silence"));
    expect(await run()).toEqual({ types: ["start", "done"], attempts: [], ended: undefined });
  });

  it.each<Ending>(["close", "break"])(
    "goes on behind the last event after a %s",
    async (ending) => {
      const asked = serve(
        () => stream([frame(1, "start"), frame(2, "progress")], ending),
        () => stream([DONE], "close"),
      );
      expect(await run()).toEqual({
        types: ["start", "progress", "done"],
        attempts: [1],
        ended: undefined,
      });
      expect(asked).toEqual([undefined, "2"]);
    },
  );

  it("takes a silent connection for dead", async () => {
    serve(
      ({ signal }) => stream([frame(1, "start")], "silence", signal),
      () => stream([DONE], "close"),
    );
    expect((await run({ silenceMilliseconds: 20 })).types).toEqual(["start", "done"]);
  });

  it("passes over events that it does not know", async () => {
    serve(() => stream([frame(1, "tomorrow"), DONE], "close"));
    expect((await run()).types).toEqual(["done"]);
  });

  it("gives up after many attempts without a single event, and says where to go on", async () => {
    serve(() => stream([frame(4, "progress")], "break"));
    const { attempts, ended } = await run();
    expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(ended).toBeInstanceOf(CutError);
    expect(ended).toMatchObject({ lastEventId: "4", trouble: { again: true } });
  });

  it("retries while the server starts again", async () => {
    serve(
      () => new Response(null, { status: 503 }),
      () => stream([DONE], "close"),
    );
    expect(await run()).toMatchObject({ attempts: [1], ended: undefined });
  });

  it.each([401, 404])("does not insist after a %i", async (status) => {
    serve(() => new Response("{}", { status }));
    expect(await run()).toMatchObject({ attempts: [], ended: { status } });
  });

  it("does not take a proxy's page for a stream", async () => {
    serve(() => new Response("<html>", { headers: { "Content-Type": "text/html" } }));
    const { ended } = await run();
    expect(ended).toMatchObject({ trouble: { details: [expect.stringContaining("text/html")] } });
  });

  it("hands over what came before something unreadable", async () => {
    serve(() => stream([`${frame(1, "start")}id: 2\nevent: result\ndata: {]\n\n`], "close"));
    const { types, ended } = await run();
    expect(types).toEqual(["start"]);
    expect(ended).toMatchObject({ lastEventId: "1" });
  });

  it("stops at once when it is told to", async () => {
    const controller = new AbortController();
    serve(({ signal }) => stream([], "silence", signal));
    setTimeout(() => controller.abort(), 10);
    const { attempts, ended } = await run({ signal: controller.signal });
    expect([attempts, (ended as Error).name]).toEqual([[], "AbortError"]);
  });
});
