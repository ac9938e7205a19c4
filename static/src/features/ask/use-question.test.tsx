// @vitest-environment jsdom
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import type { Extraction } from "@/api/uploads";
import { speak } from "@/i18n/language";
import { useQuestion } from "./use-question";

beforeAll(() => speak("en"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const EXTRACTION: Extraction = {
  indicators: [
    {
      indicator: { data: "192.0.2.1", kind: "IPV4" },
      count: 2,
      first: { offset: 9, line: 1, context: "seen 192.0.2.1", part: "" },
      special: null,
    },
    {
      indicator: { data: "10.0.0.1", kind: "IPV4" },
      count: 1,
      first: { offset: 40, line: 2, context: "from 10.0.0.1", part: "" },
      special: "PRIVATE",
    },
  ],
  truncated: false,
  seconds: 0.2,
  warnings: [],
};

/** The server: each call, answered by its address. */
function serve(refuse: (address: string) => Response | null = () => null) {
  const calls: { address: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    calls.push({ address, body: init.body });
    const refusal = refuse(address);
    if (refusal !== null) return refusal;
    if (address.startsWith("/api/v1/uploads"))
      return Response.json({ id: "up", name: "", size: 1 });
    if (address === "/api/v1/indicators/extract") return Response.json(EXTRACTION);
    return Response.json([]);
  });
  return calls;
}

const file = new File(["seen 192.0.2.1"], "seen & read.log", { type: "text/plain" });

it("takes a file to the server and lists what is in it", async () => {
  const calls = serve();
  const { result } = renderHook(() => useQuestion(""));
  act(() => result.current.documents.add([file]));
  expect(result.current.possible).toBe(false);
  await waitFor(() => expect(result.current.lines).toHaveLength(2));
  expect(calls.map(({ address }) => address)).toEqual([
    "/api/v1/uploads?name=seen+%26+read.log",
    "/api/v1/indicators/extract",
  ]);
  expect(calls[0]?.body).toBe(file);
  expect(calls[1]?.body).toBe(JSON.stringify({ uploadId: "up" }));
  expect(result.current.asked.map(({ data }) => data)).toEqual(["192.0.2.1"]);
  expect(result.current.possible).toBe(true);
  act(() => result.current.documents.remove("1"));
  expect(result.current.lines).toEqual([]);
});

it("says what is wrong with a file and goes on with the others", async () => {
  let first = true;
  serve((address) => {
    if (!address.startsWith("/api/v1/uploads") || !first) return null;
    first = false;
    return Response.json({ detail: "The file is larger than 100 bytes." }, { status: 413 });
  });
  const { result } = renderHook(() => useQuestion(""));
  act(() => result.current.documents.add([file, file]));
  await waitFor(() => expect(result.current.lines).toHaveLength(2));
  await waitFor(() => expect(result.current.pending).toBe(0));
  const [refused, taken] = result.current.documents.all;
  expect(refused?.trouble?.details).toEqual(["The file is larger than 100 bytes."]);
  expect(taken?.trouble).toBeNull();
});

it("has the server look through a page of text", async () => {
  const calls = serve();
  const text = "These are words and more words on a line.\n".repeat(10) + words(30);
  const { result } = renderHook(() => useQuestion(text));
  await waitFor(() => expect(result.current.lines).toHaveLength(2), { timeout: 3_000 });
  expect(calls).toEqual([
    { address: "/api/v1/indicators/extract", body: JSON.stringify({ text }) },
  ]);
  expect(result.current.others).toEqual([]);
});

function words(count: number): string {
  return Array.from({ length: count }, (_, at) => `word${at}`).join(" ");
}
