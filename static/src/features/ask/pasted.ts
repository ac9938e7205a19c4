/**
 * What was pasted, taken apart: the pieces that may be indicators, each once, with how often it came.
 *
 * Only the taking apart is done here; what a piece is, the server says.
 */

export type Piece = { value: string; count: number };

/** A web address may hold commas and semicolons: it ends at a space alone. */
const ADDRESS = /^[("'<[]*(?:[a-z][a-z0-9+.-]*|hxxps?|meow)\s*(?:\[?:\]?)?\/\//i;
const BEFORE = /^[\s("'`<{«]+/;
const BEHIND = /[\s"'`>}»,;]+$/;
/** An end of a sentence; two colons end an IPv6 network. */
const SENTENCE_END = /(?:[.!?]+|(?<!:):)$/;

/** The pieces in the order of their first appearance. */
export function takeApart(text: string): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const word of text.split(/\s+/)) {
    for (const part of ADDRESS.test(word) ? [word] : word.split(/[,;|]/)) {
      const value = trim(part);
      if (value === "") continue;
      const known = pieces.get(value);
      if (known === undefined) pieces.set(value, { value, count: 1 });
      else known.count += 1;
    }
  }
  return [...pieces.values()];
}

/** Without what encloses it in a text: quotes, brackets that are not of its own, a full stop. */
function trim(part: string): string {
  let value = part.replace(BEFORE, "");
  for (;;) {
    let shorter = value.replace(BEHIND, "").replace(SENTENCE_END, "");
    // "(see https://example.com/a)" loses its last bracket, "a(b)" keeps it.
    if (shorter.endsWith(")") && !shorter.includes("(")) shorter = shorter.slice(0, -1);
    if (shorter === value) return value;
    value = shorter;
  }
}

const LIST_AT_MOST_PIECES = 1_000;
const PAGE_AT_LEAST_PIECES = 30;
const PAGE_AT_LEAST_PIECES_A_LINE = 3;

/** A page of text rather than a list of values: the server looks for what is in it. */
export function isPage(text: string, pieces: readonly Piece[]): boolean {
  if (pieces.length > LIST_AT_MOST_PIECES) return true;
  if (pieces.length < PAGE_AT_LEAST_PIECES) return false;
  const lines = text.split("\n").filter((line) => line.trim() !== "").length;
  return pieces.length > lines * PAGE_AT_LEAST_PIECES_A_LINE;
}
