// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { speak } from "@/i18n/language";
import { Announcements } from "@/ui/announce";
import { useBoardKeys, useCommands } from "./board-keys";
import { FOUND, runOf } from "./samples";
import type { CellName, Filters } from "./search";
import { RunStore } from "./store";
import { useBoard } from "./use-board";

beforeAll(() => speak("en"));

const ALL: Filters = { outcomes: [], kind: "", text: "", differing: false };
const VALUES = {
  "192.0.2.1": { verdict: "BENIGN", says: { dns: FOUND("BENIGN"), kev: FOUND("BENIGN") } },
  "192.0.2.2": { verdict: "SUSPICIOUS", says: { dns: FOUND("SUSPICIOUS"), kev: FOUND(null) } },
  "192.0.2.3": { verdict: "MALICIOUS", says: { dns: FOUND("MALICIOUS"), kev: FOUND(null) } },
};

let store: RunStore;
const onMove = vi.fn<(cell: CellName) => void>();
const writeText = vi.fn(async (_text: string) => {});

/** The board with its keys, and where the reader is in words. */
function Board({ filters = ALL }: { filters?: Filters }) {
  const board = useBoard(store, filters, null, onMove);
  const commands = useCommands(board);
  useBoardKeys(board, commands);
  const name = board.nameAt(board.at);
  return (
    <>
      <output>{`${name?.row}.${name?.slug ?? ""} ${[...board.selected].sort().join()}`}</output>
      <input aria-label="field" />
      <Announcements />
    </>
  );
}

function press(keys: string, target: Element = document.body): void {
  for (const key of keys) act(() => void fireEvent.keyDown(target, { key }));
}

function place(): string {
  return screen.getByRole("status").textContent ?? "";
}

beforeEach(() => {
  store = new RunStore();
  store.push(runOf(VALUES));
  store.flush();
  vi.stubGlobal("navigator", { clipboard: { writeText } });
});
afterEach(() => {
  cleanup();
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

it("moves by letters, the first of which leads to the worst", () => {
  render(<Board />);
  press("j");
  expect(place()).toBe("2. ");
  press("jl");
  expect(place()).toBe("1.dns ");
  press("llkh");
  expect(place()).toBe("2.dns ");
  expect(onMove).toHaveBeenLastCalledWith({ row: 2, slug: "dns" });
});

it("leaves keys alone while one types", () => {
  render(<Board />);
  press("jxa", screen.getByRole("textbox"));
  expect(place()).toBe("2. ");
  expect(onMove).not.toHaveBeenCalled();
});

it("stays at the row that is read when others are filtered away, and after sorting", () => {
  const { rerender } = render(<Board />);
  press("jjjl");
  expect(place()).toBe("0.dns ");
  rerender(<Board filters={{ ...ALL, outcomes: ["BENIGN"] }} />);
  expect(place()).toBe("0.dns ");
});

it("copies what is selected, worst first, in three ways", async () => {
  render(<Board />);
  press("jxjjx");
  expect(place()).toBe("0. 0,2");
  press("y");
  expect(writeText).toHaveBeenLastCalledWith("192[.]0[.]2[.]3\n192[.]0[.]2[.]1\n");
  press("Y");
  expect(writeText).toHaveBeenLastCalledWith("192.0.2.3\n192.0.2.1\n");
  press("c");
  expect(writeText).toHaveBeenLastCalledWith(
    "value,kind,verdict,score,reason,dns,kev\r\n" +
      '192.0.2.3,IPV4,MALICIOUS,,"dns, kev.",MALICIOUS,FOUND\r\n' +
      '192.0.2.1,IPV4,BENIGN,,"dns, kev.",BENIGN,BENIGN\r\n',
  );
  expect((await screen.findAllByText("2 rows copied.")).length).toBe(3);
});

it("copies the row that is read when none is selected", () => {
  render(<Board />);
  press("jjY");
  expect(writeText).toHaveBeenLastCalledWith("192.0.2.2\n");
});

it("selects all that are shown, and keeps them when the filter goes", () => {
  const { rerender } = render(<Board filters={{ ...ALL, text: "2.2" }} />);
  press("ja");
  rerender(<Board />);
  expect(place()).toBe("1. 1");
  press("x");
  expect(place()).toBe("1. ");
});
