/** Ignore lists: indicators that must not be asked about, or that are marked. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { json, read, readPage, segment, send, sendRaw, write } from "./http";
import type {
  IgnoreEntry,
  IgnoreHit,
  IgnoreList,
  IgnoreListCreate,
  Imported,
  ListImport,
  PasteOutcome,
  Provider,
  Tested,
} from "./named";

export type { IgnoreEntry, IgnoreHit, IgnoreList, Imported, ListImport, PasteOutcome, Tested };

const PAGE = 200;

export const listsQuery = queryOptions({
  queryKey: ["ignoreLists"],
  queryFn: ({ signal }) => read<IgnoreList[]>("/ignoreLists", { signal }),
});

export const entriesQuery = (id: string, q: string) =>
  infiniteQueryOptions({
    queryKey: ["ignoreLists", id, "entries", q],
    queryFn: ({ pageParam, signal }) =>
      readPage<IgnoreEntry>(`/ignoreLists/${segment(id)}/entries`, {
        query: { limit: PAGE, cursor: pageParam ?? undefined, q: q === "" ? undefined : q },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  });

/** All entries as a file; a link leads there. */
export function csvAddress(id: string): string {
  return `/api/v1/ignoreLists/${segment(id)}/entries/csv`;
}

export function createList(list: IgnoreListCreate): Promise<{ id: string; slug: string }> {
  return write("POST", "/ignoreLists", list);
}

export async function changeList(id: string, patch: Partial<IgnoreListCreate>): Promise<void> {
  await send("PATCH", `/ignoreLists/${segment(id)}`, patch);
}

export async function deleteList(id: string): Promise<void> {
  await send("DELETE", `/ignoreLists/${segment(id)}`);
}

/** A value a line; what does not fit is named, the rest is added. */
export async function pasteEntries(id: string, text: string): Promise<PasteOutcome> {
  const path = `/ignoreLists/${segment(id)}/entries/paste` as const;
  return json<PasteOutcome>(await sendRaw(path, text, { type: "text/plain; charset=utf-8" }));
}

export async function deleteEntry(id: string, entryId: string): Promise<void> {
  await send("DELETE", `/ignoreLists/${segment(id)}/entries/${segment(entryId)}`);
}

/** What lists say of values, one answer for each. */
export function testValues(values: readonly string[]): Promise<Tested[]> {
  return write("POST", "/ignoreLists/test", { values });
}

/** A file that was uploaded: MISP warninglists, CSV, or text. */
export function importLists(what: ListImport): Promise<Imported> {
  return write("POST", "/ignoreLists/import", what);
}

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: ({ signal }) => read<Provider[]>("/providers", { signal }),
});

/** Sources or providers that a list which is not global counts for. */
export type Links = "sources" | "providers";

export const linksQuery = (id: string, of: Links) =>
  queryOptions({
    queryKey: ["ignoreLists", id, of],
    queryFn: async ({ signal }) => {
      const linked = await read<{ id: string }[]>(`/ignoreLists/${segment(id)}/${of}`, { signal });
      return new Set(linked.map((one) => one.id));
    },
  });

export async function changeLinks(id: string, of: Links, ids: Iterable<string>): Promise<void> {
  await send("PUT", `/ignoreLists/${segment(id)}/${of}`, [...ids]);
}
