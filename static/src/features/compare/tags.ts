/** What came to the tags and families of an answer, and what went. */

import type { Compared } from "@/api/verdicts";

/** "+new" and "−gone", in this order; nothing of an answer that came or went as a whole. */
export function tagsChanged(before: Compared | null, after: Compared | null): string[] {
  if (before === null || after === null) return [];
  const had = new Set([...before.families, ...before.tags]);
  const has = new Set([...after.families, ...after.tags]);
  return [
    ...[...has].filter((tag) => !had.has(tag)).map((tag) => `+${tag}`),
    ...[...had].filter((tag) => !has.has(tag)).map((tag) => `−${tag}`),
  ];
}
