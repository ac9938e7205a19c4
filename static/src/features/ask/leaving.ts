/** What leaves the site by a question, source by source; and which lists its indicators are on. */

import type { IgnoreHit } from "@/api/named";
import type { Preview } from "@/api/requests";

export type Leaving = { sourceId: string; name: string; said: string[] };

/** Only sources that are told something; each text once. */
export function leavingOf({ sources, questions }: Preview): Leaving[] {
  const said = new Map<string, Set<string>>();
  for (const { sourceId, leaves, skips } of questions) {
    if (leaves === null || skips.length > 0) continue;
    const texts = said.get(sourceId) ?? new Set();
    said.set(sourceId, texts.add(leaves));
  }
  return sources.flatMap(({ sourceId, name }) => {
    const texts = said.get(sourceId);
    return texts === undefined ? [] : [{ sourceId, name, said: [...texts] }];
  });
}

/** By kind and canonical value, as lines of the list are. */
export function hitsOf(preview: Preview | undefined): ReadonlyMap<string, readonly IgnoreHit[]> {
  const hits = new Map<string, readonly IgnoreHit[]>();
  for (const one of preview?.indicators ?? []) {
    if (one.hits !== undefined && one.hits.length > 0)
      hits.set(`${one.kind} ${one.data}`, one.hits);
  }
  return hits;
}
