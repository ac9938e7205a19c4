// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { speak } from "@/i18n/language";
import OverrideDialog, { endOf, overridesOf } from "./override-dialog";

const IP = { data: "192.0.2.1", kind: "IPV4" };
const NAME = { data: "example.com", kind: "DOMAIN" };

beforeAll(async () => {
  await speak("en");
  // jsdom has the element, not what it does.
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("is said of each value, or of what fits the pattern", () => {
  expect(overridesOf([IP, NAME], null)).toEqual([
    { pattern: "192.0.2.1", matching: "EXACT", kind: "IPV4" },
    { pattern: "example.com", matching: "EXACT", kind: "DOMAIN" },
  ]);
  expect(overridesOf([NAME], " *.example.com ")).toEqual([
    { pattern: "*.example.com", matching: "WILDCARD", kind: "DOMAIN" },
  ]);
});

it("holds to the end of its last day", () => {
  expect(endOf("")).toBeNull();
  expect(new Date(endOf("2026-11-30") ?? "").toString()).toContain("Nov 30 2026 23:59:59");
});

it("is sent with its reason, and not without one", async () => {
  const bodies: unknown[] = [];
  const fetched = vi.fn(async (_address: string, init: RequestInit) => {
    bodies.push(JSON.parse(String(init.body)));
    return new Response("{}", { status: 201 });
  });
  vi.stubGlobal("fetch", fetched);
  const onClose = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <OverrideDialog indicators={[NAME]} onClose={onClose} />
    </QueryClientProvider>,
  );
  const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
  expect(save.disabled).toBe(true);
  fireEvent.click(screen.getByLabelText("And of all that fits a pattern"));
  fireEvent.change(screen.getByLabelText("Why"), { target: { value: "Our own site." } });
  fireEvent.submit(save.closest("dialog")?.querySelector("form") as HTMLFormElement);
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(fetched.mock.calls[0]?.[0]).toBe("/api/v1/overrides");
  expect(bodies).toEqual([
    {
      pattern: "*.example.com",
      matching: "WILDCARD",
      kind: "DOMAIN",
      level: "BENIGN",
      reason: "Our own site.",
      expiresAt: null,
    },
  ]);
});
