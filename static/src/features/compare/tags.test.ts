import { expect, it } from "vitest";
import type { Compared } from "@/api/verdicts";
import { tagsChanged } from "./tags";

const cell = (tags: string[], families: string[] = []): Compared => ({
  status: "FOUND",
  level: "MALICIOUS",
  score: 80,
  tags,
  families,
});

it("names what came and what went, once each", () => {
  expect(tagsChanged(cell(["c2", "tor"], ["Emotet"]), cell(["c2", "c2", "scanner"]))).toEqual([
    "+scanner",
    "−Emotet",
    "−tor",
  ]);
});

it("says nothing of an answer that is new or gone as a whole", () => {
  expect(tagsChanged(null, cell(["c2"]))).toEqual([]);
  expect(tagsChanged(cell(["c2"]), null)).toEqual([]);
});
