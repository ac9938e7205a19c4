/**
 * Every page's address. A page is a lazy chunk: `features/<noun>/page.tsx`.
 *
 * Pages below `shell` need somebody who is signed in; `needs` names the permission that they ask
 * for. Their ids for `useSearch({ from })` begin with "/shell": "/shell/history".
 */

import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import type { Permission } from "@/api/me";
import type { RunSearch } from "@/features/run/search";
import { Loading } from "@/ui/loading";
import { NotFoundPage, ProblemPage } from "./problem-pages";
import { createQueryClient } from "./query-client";
import { Root } from "./root";
import { type Context, requireSession } from "./session";
import { Shell } from "./shell";

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** The permission without which the page is not shown. */
    needs?: Permission;
  }
}

const root = createRootRouteWithContext<Context>()({ component: Root });

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: requireSession,
  component: Shell,
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("@/features/setup/page"), "SetupPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw): { next?: string } => withText(raw, "next"),
  component: lazyRouteComponent(() => import("@/features/sign-in/page"), "SignInPage"),
});

const ask = createRoute({
  getParentRoute: () => shell,
  path: "/",
  /** `value` is what the question begins with. */
  validateSearch: (raw): { value?: string } => withText(raw, "value"),
  staticData: { needs: "request_create" },
  component: lazyRouteComponent(() => import("@/features/ask/page"), "AskPage"),
});

const run = createRoute({
  getParentRoute: () => shell,
  path: "/run/$id",
  /** What is shown of the run; `features/run/search.ts` reads it. */
  validateSearch: (raw): RunSearch => ({
    ...withText(raw, "view"),
    ...withText(raw, "verdict"),
    ...withText(raw, "kind"),
    ...withText(raw, "q"),
    ...withText(raw, "only"),
    ...withText(raw, "cell"),
  }),
  staticData: { needs: "request_view" },
  component: lazyRouteComponent(() => import("@/features/run/page"), "RunPage"),
});

const history = createRoute({
  getParentRoute: () => shell,
  path: "/history",
  validateSearch: (raw): { q?: string } => withText(raw, "q"),
  staticData: { needs: "request_view" },
  component: lazyRouteComponent(() => import("@/features/history/page"), "HistoryPage"),
});

const compare = createRoute({
  getParentRoute: () => shell,
  path: "/compare",
  validateSearch: (raw): { a?: string; b?: string } => ({
    ...withText(raw, "a"),
    ...withText(raw, "b"),
  }),
  staticData: { needs: "request_view" },
  component: lazyRouteComponent(() => import("@/features/compare/page"), "ComparePage"),
});

const watchlists = createRoute({
  getParentRoute: () => shell,
  path: "/watchlists",
  staticData: { needs: "request_view" },
  component: lazyRouteComponent(() => import("@/features/watch/page"), "WatchlistsPage"),
});

const lists = createRoute({
  getParentRoute: () => shell,
  path: "/lists",
  component: lazyRouteComponent(() => import("@/features/lists/page"), "ListsPage"),
});

const list = createRoute({
  getParentRoute: () => shell,
  path: "/lists/$id",
  component: lazyRouteComponent(() => import("@/features/lists/list-page"), "ListPage"),
});

const sources = createRoute({
  getParentRoute: () => shell,
  path: "/sources",
  /** `only` is "attention" for those that need it. */
  validateSearch: (raw): { q?: string; only?: string } => ({
    ...withText(raw, "q"),
    ...withText(raw, "only"),
  }),
  component: lazyRouteComponent(() => import("@/features/sources/page"), "SourcesPage"),
});

const newSource = createRoute({
  getParentRoute: () => shell,
  path: "/sources/new",
  staticData: { needs: "source_edit" },
  component: lazyRouteComponent(() => import("@/features/sources/new-page"), "NewSourcePage"),
});

const newSourceOf = createRoute({
  getParentRoute: () => shell,
  path: "/sources/new/$of",
  staticData: { needs: "source_edit" },
  component: lazyRouteComponent(() => import("@/features/sources/new-of-page"), "NewSourceOfPage"),
});

const source = createRoute({
  getParentRoute: () => shell,
  path: "/sources/$slug",
  validateSearch: (raw): { tab?: string } => withText(raw, "tab"),
  component: lazyRouteComponent(() => import("@/features/sources/source-page"), "SourcePage"),
});

const me = createRoute({
  getParentRoute: () => shell,
  path: "/me",
  component: lazyRouteComponent(() => import("@/features/me/page"), "MePage"),
});

const nothing = createRoute({
  getParentRoute: () => shell,
  path: "$",
  component: NotFoundPage,
});

export const queryClient = createQueryClient(() => router);

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    shell.addChildren([
      ask,
      run,
      history,
      compare,
      watchlists,
      lists,
      list,
      sources,
      newSource,
      newSourceOf,
      source,
      me,
      nothing,
    ]),
  ]),
  context: { queryClient },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0, // the query client knows what is fresh
  scrollRestoration: true,
  defaultPendingComponent: Loading,
  defaultPendingMs: 0, // `Loading` has a delay of its own
  defaultErrorComponent: ProblemPage,
  defaultNotFoundComponent: NotFoundPage,
});

/** The search parameter `name` when it is a text; anything else is left out. */
function withText<N extends string>(raw: Record<string, unknown>, name: N): { [K in N]?: string } {
  const value = raw[name];
  // The router reads a bare number as one: `?q=8` means the text.
  const text = typeof value === "number" ? String(value) : value;
  return (typeof text === "string" && text !== "" ? { [name]: text } : {}) as { [K in N]?: string };
}
