/** Sources and providers: reading, changing, trying out. */

import { queryOptions } from "@tanstack/react-query";
import { decodeElement } from "./decode";
import { read, segment, send, write } from "./http";
import type { components } from "./schema";
import type { Element, Level } from "./types";

type Schemas = components["schemas"];

export type Source = Schemas["SourceView"];
export type SourceCreate = Schemas["SourceCreate"];
export type SourcePatch = Schemas["SourcePatch"];
export type SourceSecret = Schemas["SourceSecret"];
export type Trial = Schemas["Trial"];

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: ({ signal }) => read<Source[]>("/sources", { signal }),
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

/** A slot as it is set; its id stays the server's. */
export type SlotSet = Pick<SourceSecret, "name" | "secretId" | "description" | "required">;

export async function changeSourceSecrets(id: string, slots: readonly SlotSet[]): Promise<void> {
  const body = slots.map(({ name, secretId, description, required }) => ({
    name,
    secretId,
    description,
    required,
  }));
  await send("PUT", `/sources/${segment(id)}/secrets`, body);
}

/** What came of a trial, with everything that the server leaves out where there is none. */
export type TrialOutcome = {
  status: Schemas["Status"];
  verdict: Level | null;
  score: number | null;
  tags: readonly string[];
  elements: readonly Element[];
  raw: unknown;
  /** `line` is 0 when it is not known. */
  error: { detail: string; line: number; traceback: string } | null;
  logs: readonly Schemas["TrialLine"][];
  totalMs: number;
  codeMs: number;
};

/** Asks a source about one indicator; nothing is stored. Without `id`, code that is not saved yet. */
export async function trySource(id: string | null, trial: Trial): Promise<TrialOutcome> {
  const path = id === null ? "/sources/test" : (`/sources/${segment(id)}/test` as const);
  const { status, answer, raw, error, logs, timing } = await write<Schemas["TrialOutcome"]>(
    "POST",
    path,
    trial,
  );
  return {
    status,
    verdict: answer?.verdict ?? null,
    score: answer?.score ?? null,
    tags: answer?.tags ?? [],
    elements: (answer?.elements ?? []).map(decodeElement),
    raw: raw ?? null,
    error: error
      ? { detail: error.detail, line: error.line ?? 0, traceback: error.traceback ?? "" }
      : null,
    logs: logs ?? [],
    totalMs: timing?.totalMs ?? 0,
    codeMs: timing?.codeMs ?? 0,
  };
}
