/** Finding sources by words. */

import type { Source } from "@/api/sources";

/** Sources in whose name, provider, tags or kinds every word of `q` occurs. */
export function matching(sources: readonly Source[], q: string): Source[] {
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return sources.filter((source) => {
    const text = [
      source.name,
      source.providerName ?? "",
      source.description,
      source.kind,
      source.activity,
      ...source.tags,
      ...source.supportedIndicators,
    ]
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
