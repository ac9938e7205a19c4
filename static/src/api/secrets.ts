/** Secrets: keys of sources, kept sealed by the server. */

import { queryOptions } from "@tanstack/react-query";
import { read, send } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Secret = Schemas["Secret"];
export type SecretCreate = Schemas["SecretCreate"];

export const secretsQuery = queryOptions({
  queryKey: ["secrets"],
  queryFn: ({ signal }) => read<Secret[]>("/secrets", { signal }),
});

/** The new secret's id. */
export async function createSecret(secret: SecretCreate): Promise<string> {
  return (await send("POST", "/secrets", secret)).text();
}
