/**
 * Typed words: what a catalogue may hold, and which parameters a word asks for.
 *
 * A word is a text with `{name}` in it, or a pair of texts chosen by `{count}`.
 */

export type Plural = { readonly one: string; readonly other: string };
export type Word = string | Plural;

/** One feature's words in another language: the same keys, the same sort of word. */
export type Words<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Plural;
};

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type NamesOf<W> = W extends Plural ? Names<W["one"]> | Names<W["other"]> | "count" : Names<W>;

/** Nothing for a word without parameters, otherwise an object with each of them. */
export type Arguments<W> = [NamesOf<W>] extends [never]
  ? []
  : [params: { readonly [Name in NamesOf<W>]: Name extends "count" ? number : string | number }];

/** `word` with its parameters filled in; numbers as the language writes them. */
export function fill(
  word: Word,
  params: Readonly<Record<string, string | number>>,
  language: string,
): string {
  const text = typeof word === "string" ? word : form(word, Number(params.count), language);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}

/** French has "many" too, for round millions, written as "other" here. */
function form(word: Plural, count: number, language: string): string {
  return new Intl.PluralRules(language).select(count) === "one" ? word.one : word.other;
}
