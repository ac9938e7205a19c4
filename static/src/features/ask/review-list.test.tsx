// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { speak } from "@/i18n/language";
import { type Changes, isChecked, type Line, linesOf, UNCHANGED } from "./question";
import { ReviewList } from "./review-list";

beforeAll(() => speak("en"));
beforeEach(() => {
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  // Nothing has a height there; the list draws as much as its frame shows.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(800);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function line(data: string, kind: Line["kind"], special: Line["special"] = null): Line {
  const first = { offset: 0, line: 7, context: `seen ${data}`, part: "" };
  const [made] = linesOf("seen.log", [{ indicator: { data, kind }, count: 1, first, special }]);
  return made as Line;
}

let changes: Changes;

function List({ lines }: { lines: readonly Line[] }) {
  const [now, setNow] = useState(UNCHANGED);
  changes = now;
  return <ReviewList lines={lines} changes={now} onChange={setNow} hits={new Map()} />;
}

const asked = (lines: readonly Line[]) =>
  lines.filter((one) => isChecked(one, changes)).map(({ data }) => data);

it("leaves private values out until somebody takes them in", () => {
  const lines = [line("192.0.2.1", "IPV4"), line("10.0.0.1", "IPV4", "PRIVATE")];
  render(<List lines={lines} />);
  screen.getByText("1 of 2 selected");
  const [, inside] = screen.getAllByRole("listitem");
  within(inside as HTMLElement).getByText("private");
  within(inside as HTMLElement).getByText("seen 10.0.0.1");
  fireEvent.click(within(inside as HTMLElement).getByRole("checkbox"));
  screen.getByText("2 of 2 selected");
  expect(asked(lines)).toEqual(["192.0.2.1", "10.0.0.1"]);
});

it("takes a whole kind in or out, and says when it is only a part", () => {
  const lines = [
    line("192.0.2.1", "IPV4"),
    line("10.0.0.1", "IPV4", "PRIVATE"),
    line("example.com", "DOMAIN"),
  ];
  render(<List lines={lines} />);
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: /IPv4 address/ });
  expect(box.indeterminate).toBe(true);
  fireEvent.click(box);
  expect(asked(lines)).toHaveLength(3);
  fireEvent.click(box);
  expect(asked(lines)).toEqual(["example.com"]);
});

it("draws of a hundred thousand only what is seen, and filters them all", async () => {
  const lines = Array.from({ length: 100_000 }, (_, at) => line(`h${at}.example.com`, "DOMAIN"));
  render(<List lines={lines} />);
  expect(screen.getAllByRole("listitem").length).toBeLessThan(50);
  fireEvent.click(screen.getByRole("button", { name: "Select none" }));
  fireEvent.change(screen.getByLabelText("Filter"), { target: { value: "h99999." } });
  await screen.findByText("h99999.ex", { exact: false });
  fireEvent.click(screen.getByRole("button", { name: "Select all" }));
  expect(asked(lines)).toEqual(["h99999.example.com"]);
});
