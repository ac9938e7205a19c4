import { describe, expect, it } from "vitest";
import { fill, type Word } from "./catalogue";
import en from "./en";
import fr from "./fr";

const FEATURES = Object.keys(en) as (keyof typeof en)[];

/** Every source file of the page but words and tests, as text. */
const CODE = Object.entries(
  import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/words.*.ts", "!../**/*.test.{ts,tsx}"], {
    query: "?raw",
    import: "default",
    eager: true,
  }),
);

function texts(word: Word): string[] {
  return typeof word === "string" ? [word] : [word.one, word.other];
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();
}

const ALL = FEATURES.flatMap((feature) =>
  Object.entries(en[feature]).map(([key, english]) => {
    const french = (fr[feature] as Record<string, Word>)[key] as Word;
    return { key: `${feature}.${key}`, english: english as Word, french };
  }),
);

describe("the catalogues", () => {
  it.each(ALL)("$key has the same parameters in both languages", ({ english, french }) => {
    const names = (word: Word) => [...new Set(texts(word).flatMap(placeholders))].sort();
    expect(names(french)).toEqual(names(english));
    for (const text of [...texts(english), ...texts(french)]) expect(text.trim()).not.toBe("");
  });

  it("hold no word that nothing asks for", () => {
    const code = CODE.map(([, text]) => text).join("\n");
    const unused = ALL.filter(({ key }) => !code.includes(`"${key}"`)).map(({ key }) => key);
    expect(unused).toEqual([]);
  });

  it("are all that is written in the page: code names a key or nothing", () => {
    const known = new Set(ALL.map(({ key }) => key));
    const asked = CODE.flatMap(([, text]) =>
      [...text.matchAll(/\bt\(\s*"([\w-]+\.\w+)"/g)].map(([, key]) => key ?? ""),
    );
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });
});

describe("fill", () => {
  const sources = { one: "{count} source of {all}", other: "{count} sources of {all}" };

  it("chooses by the language's own rules", () => {
    expect(fill(sources, { count: 1, all: "a" }, "en")).toBe("1 source of a");
    expect(fill(sources, { count: 0, all: "a" }, "en")).toBe("0 sources of a");
    expect(fill(sources, { count: 0, all: "a" }, "fr")).toBe("0 source of a");
    expect(fill(sources, { count: 1_000_000, all: "a" }, "fr")).toContain("sources of a");
  });

  it("writes numbers as the language does, and texts as they are", () => {
    expect(fill("{a} {b}", { a: 12_345, b: "12345" }, "en")).toBe("12,345 12345");
  });
});
