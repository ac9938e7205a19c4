/** Signing in and out, and the places where one is signed in. */

import { queryOptions } from "@tanstack/react-query";
import { read, segment, send, write } from "./http";
import type { Me } from "./me";
import type { components } from "./schema";

export type Session = components["schemas"]["Session"];

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => read<Session[]>("/sessions", { signal }),
});

export function signIn(email: string, password: string): Promise<Me> {
  return write<Me>("POST", "/sessions", { email, password });
}

export async function signOut(): Promise<void> {
  await send("DELETE", "/sessions/current");
}

export async function endSession(id: string): Promise<void> {
  await send("DELETE", `/sessions/${segment(id)}`);
}

export async function endOtherSessions(): Promise<void> {
  await send("DELETE", "/sessions");
}
