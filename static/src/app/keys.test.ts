import { expect, it } from "vitest";
import { meaning, nameOf, type Shortcut } from "./keys";

const NO_MODIFIERS = { ctrlKey: false, metaKey: false, altKey: false };

const [history, sources, help] = ["g h", "g s", "?"].map(
  (keys): Shortcut => ({ keys, label: keys, run: () => {} }),
);
const ALL = [history, sources, help] as Shortcut[];

it("waits for the second key, and takes it", () => {
  expect(meaning(ALL, "", "g")).toEqual({ run: null, begun: "g" });
  expect(meaning(ALL, "g", "s")).toEqual({ run: sources, begun: "" });
});

it("takes a key by itself when it does not go on what was begun", () => {
  expect(meaning(ALL, "g", "?")).toEqual({ run: help, begun: "" });
  expect(meaning(ALL, "g", "g")).toEqual({ run: null, begun: "g" });
  expect(meaning(ALL, "g", "x")).toEqual({ run: null, begun: "" });
});

it("names keys alike on all systems", () => {
  expect(nameOf({ ...NO_MODIFIERS, key: "K", metaKey: true })).toBe("Ctrl+k");
  expect(nameOf({ ...NO_MODIFIERS, key: "?" })).toBe("?");
  expect(nameOf({ ...NO_MODIFIERS, key: "Shift" })).toBeNull();
  expect(nameOf({ ...NO_MODIFIERS, key: "k", altKey: true })).toBeNull();
});
