/** Secrets: keys of sources, kept sealed by the server. */

import { queryOptions } from "@tanstack/react-query";
import type { Secret, SecretCreate } from "./contract";
import { read, segment, send } from "./http";

export const secretsQuery = queryOptions({
  queryKey: ["secrets"],
  queryFn: ({ signal }) => read<Secret[]>("/secrets", { signal }),
});

/** The new secret's id. */
export async function createSecret(secret: SecretCreate): Promise<string> {
  return (await send("POST", "/secrets", secret)).text();
}

export async function changeSecret(id: string, patch: Partial<SecretCreate>): Promise<void> {
  await send("PATCH", `/secrets/${segment(id)}`, patch);
}

export async function deleteSecret(id: string): Promise<void> {
  await send("DELETE", `/secrets/${segment(id)}`);
}

/** The value itself, for those who may reveal it. */
export function revealSecret(id: string): Promise<unknown> {
  return read(`/secrets/${segment(id)}/value`);
}
