/** The account that is signed in, and its API tokens. */

import { queryOptions } from "@tanstack/react-query";
import { read, segment, send, TroubleError, write } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type ApiToken = Schemas["ApiToken"];

/** Names of what an account may do; `backend/access/permissions.py` has them all. */
export type Permission =
  | "request_create"
  | "request_view"
  | "list_edit"
  | "feed_edit"
  | "provider_edit"
  | "source_edit"
  | "source_code"
  | "secret_edit"
  | "secret_reveal"
  | "watch_edit"
  | "export"
  | "user_edit"
  | "config_edit"
  | "audit_view"
  | "egress_view";

/** Null while nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await read<Me>("/me", { signal });
    } catch (error) {
      if (error instanceof TroubleError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 300_000,
});

export function changeMe(patch: Schemas["MePatch"]): Promise<Me> {
  return write<Me>("PATCH", "/me", patch);
}

/** As few characters as the server takes for a password. */
export const PASSWORD_AT_LEAST = 12;

/** Ends the account's other sessions too. */
export async function changePassword(current: string, next: string): Promise<void> {
  await send("PUT", "/me/password", { current, new: next });
}

export const apiTokensQuery = queryOptions({
  queryKey: ["apiTokens"],
  queryFn: ({ signal }) => read<ApiToken[]>("/apiTokens", { signal }),
});

/** The whole credential, `<id>_<secret>`: shown once, never to be had again. */
export async function createApiToken(token: Schemas["ApiTokenCreate"]): Promise<string> {
  const made = await write<Schemas["ApiTokenCreated"]>("POST", "/apiTokens", token);
  return `${made.id}_${made.token}`;
}

export async function changeApiToken(id: string, patch: Schemas["ApiTokenPatch"]): Promise<void> {
  await send("PATCH", `/apiTokens/${segment(id)}`, patch);
}

/** A new secret for the same token; the old one ends at once. */
export async function regenerateApiToken(id: string): Promise<string> {
  const response = await send("POST", `/apiTokens/${segment(id)}/regenerate`);
  return `${id}_${await response.text()}`;
}

export async function deleteApiToken(id: string): Promise<void> {
  await send("DELETE", `/apiTokens/${segment(id)}`);
}
