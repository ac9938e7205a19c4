// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import type { IgnoreList, PasteOutcome } from "@/api/lists";
import { speak } from "@/i18n/language";
import { PasteCard } from "./paste-card";

beforeAll(() => speak("en"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const OUTCOME: PasteOutcome = {
  added: 2,
  duplicates: 1,
  refused: [{ line: 3, text: "exa mple", message: "It is no value." }],
};

it("keeps the lines that are no entries, each with its reason", async () => {
  const fetched = vi.fn(async (_address: string, _init: RequestInit) => Response.json(OUTCOME));
  vi.stubGlobal("fetch", fetched);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <PasteCard list={{ id: "l1" } as IgnoreList} />
    </QueryClientProvider>,
  );
  const box = screen.getByLabelText<HTMLTextAreaElement>("A value a line");
  fireEvent.change(box, { target: { value: "example.com\n192.0.2.1\nexa mple\n" } });
  fireEvent.click(screen.getByRole("button", { name: "Add" }));
  await screen.findByText("2 entries are added. 1 was there already.");
  screen.getByText("It is no value.");
  expect(box.value).toBe("exa mple\n");
  const [address, init] = fetched.mock.calls[0] ?? [];
  expect(address).toBe("/api/v1/ignoreLists/l1/entries/paste");
  expect(init?.body).toBe("example.com\n192.0.2.1\nexa mple\n");
});
