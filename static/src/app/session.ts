/** Who is signed in, and what they may do. */

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type ParsedLocation, redirect, useRouter } from "@tanstack/react-router";
import { createContext, useContext } from "react";
import { type Me, meQuery, type Permission } from "@/api/me";
import { signOut } from "@/api/sessions";
import { setupQuery } from "@/api/setup";
import { speak } from "@/i18n/language";

export type Context = { queryClient: QueryClient };

/** Before every page of the shell: leads to the sign-in page, or to the set-up of a new appliance. */
export async function requireSession(around: { context: Context; location: ParsedLocation }) {
  const { queryClient } = around.context;
  const me = await queryClient.ensureQueryData(meQuery);
  if (me === null) {
    const { needed } = await queryClient.fetchQuery(setupQuery);
    if (needed) throw redirect({ to: "/setup" });
    const next = around.location.href;
    throw redirect({ to: "/sign-in", search: next === "/" ? {} : { next } });
  }
  if (me.locale !== null) await speak(me.locale);
}

/** The shell says it to all that it holds, and holds nothing once the session has ended. */
export const MeContext = createContext<Me | null>(null);

/** The account; only below the shell. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error("useMe is for pages of the shell");
  return me;
}

export function useMay(): (permission: Permission | undefined) => boolean {
  const { permissions } = useMe();
  return (permission) => permission === undefined || permissions.includes(permission);
}

/** Takes a new session over, and goes to `next`. */
export function useEnter(): (me: Me, next: string | undefined) => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return (me, next) => {
    queryClient.clear(); // nothing of an earlier account stays
    queryClient.setQueryData(meQuery.queryKey, me);
    router.history.push(ownPath(next));
  };
}

export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    await signOut();
    await router.navigate({ to: "/sign-in", search: {} });
    queryClient.clear();
  };
}

/** `next` comes from the address bar: only a path of this very server is gone to. */
export function ownPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/";
}
