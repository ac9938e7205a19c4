/** Sources and providers: reading, changing, trying out. */

import { queryOptions } from "@tanstack/react-query";
import type { Provider, SourceMore, SourceSecret, SourceTest, SourceTestResult } from "./contract";
import { read, segment, send, write } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Source = Schemas["Source"] & SourceMore;
export type SourceCreate = Schemas["SourceCreate"];
export type SourcePatch = Schemas["SourcePatch"];

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: ({ signal }) => read<Source[]>("/sources", { signal }),
});

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: ({ signal }) => read<Provider[]>("/providers", { signal }),
});

export function createSource(source: SourceCreate): Promise<{ id: string; slug: string }> {
  return write("POST", "/sources", source);
}

export async function changeSource(id: string, patch: SourcePatch): Promise<void> {
  await send("PATCH", `/sources/${segment(id)}`, patch);
}

export async function deleteSource(id: string): Promise<void> {
  await send("DELETE", `/sources/${segment(id)}`);
}

export const sourceSecretsQuery = (id: string) =>
  queryOptions({
    queryKey: ["sources", id, "secrets"],
    queryFn: ({ signal }) => read<SourceSecret[]>(`/sources/${segment(id)}/secrets`, { signal }),
  });

export async function changeSourceSecrets(
  id: string,
  secrets: Omit<SourceSecret, "id">[],
): Promise<void> {
  await send("PUT", `/sources/${segment(id)}/secrets`, secrets);
}

/** Asks a source about one indicator; nothing is stored. Without `id`, code that is not saved yet. */
export function testSource(id: string | null, test: SourceTest): Promise<SourceTestResult> {
  return write("POST", id === null ? "/sources/test" : `/sources/${segment(id)}/test`, test);
}
