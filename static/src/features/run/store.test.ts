import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RUN } from "./samples";
import { RunStore, remembered } from "./store";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("shows what came within a tenth of a second together", () => {
  const store = new RunStore();
  const listener = vi.fn();
  store.subscribe(listener);
  for (const one of RUN.slice(0, 6)) store.push([one]);
  vi.advanceTimersByTime(99);
  expect(listener).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.state.ended).toBe(2);
});

it("shows at once what waits, and says nothing when there is nothing new", () => {
  const store = new RunStore();
  const listener = vi.fn();
  const leave = store.subscribe(listener);
  store.push(RUN);
  store.flush();
  store.push(RUN);
  store.flush();
  vi.runAllTimers();
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.state.done).not.toBeNull();
  leave();
  store.push([]);
  vi.runAllTimers();
  expect(listener).toHaveBeenCalledTimes(1);
});

it("remembers a list as long as it has the same entries", () => {
  const store = new RunStore();
  const kinds = remembered(({ rows }) => rows.map(({ indicator }) => indicator.kind));
  store.push(RUN.slice(0, 1));
  store.flush();
  const before = kinds(store.state);
  store.push(RUN);
  store.flush();
  expect(kinds(store.state)).toBe(before);
  expect(before).toEqual(["IPV4"]);
});
