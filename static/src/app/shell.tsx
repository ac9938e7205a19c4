/** The frame of everything that needs an account: top bar, navigation, and the page in the middle. */

import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useMatches, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { meQuery } from "@/api/me";
import { useT } from "@/i18n/language";
import { Loading } from "@/ui/loading";
import { useKeys } from "./keys";
import { KeysHelp } from "./keys-help";
import { ModeBanner } from "./mode-banner";
import { DESTINATIONS } from "./navigation";
import { changeOverlay, useOverlay } from "./overlay";
import { ForbiddenPage } from "./problem-pages";
import { MeContext, useMay } from "./session";
import { TopBar } from "./top-bar";

const Palette = lazy(() => import("./palette"));

export function Shell() {
  const { data: me } = useSuspenseQuery(meQuery);
  if (me === null) return null; // the guard is leading to the sign-in page
  return (
    <MeContext value={me}>
      <Frame />
    </MeContext>
  );
}

function Frame() {
  useShellKeys();
  const overlay = useOverlay();
  return (
    <div className="flex min-h-dvh flex-col text-body">
      <TopBar />
      <ModeBanner />
      <div className="flex flex-1">
        <SideNav />
        <main
          id="main"
          tabIndex={-1}
          className="min-w-0 flex-1 px-4 pt-4 pb-24 outline-none sm:px-6"
        >
          <div className="mx-auto max-w-[100rem]">
            <Suspense fallback={<Loading />}>
              <PageOrNot />
            </Suspense>
          </div>
        </main>
      </div>
      <BottomTabs />
      {overlay?.name === "palette" && (
        <Suspense>
          <Palette text={overlay.text} />
        </Suspense>
      )}
      {overlay?.name === "keys" && <KeysHelp />}
    </div>
  );
}

function PageOrNot() {
  const may = useMay();
  const needs = useMatches({ select: (matches) => matches.at(-1)?.staticData.needs });
  if (needs !== undefined && !may(needs)) return <ForbiddenPage needs={needs} />;
  return <Outlet />;
}

function useShellKeys() {
  const t = useT();
  const navigate = useNavigate();
  const destinations = useDestinations();
  useKeys([
    {
      keys: "Ctrl+k",
      label: t("app.keyPalette"),
      run: () => changeOverlay({ name: "palette", text: "" }),
    },
    { keys: "?", label: t("app.keyHelp"), run: () => changeOverlay({ name: "keys" }) },
    ...destinations.map(({ keys, label, to }) => ({
      keys,
      label: t("app.goTo", { page: t(label) }),
      run: () => void navigate({ to }),
    })),
  ]);
}

function useDestinations() {
  const may = useMay();
  return DESTINATIONS.filter(({ needs }) => may(needs));
}

function SideNav() {
  const t = useT();
  return (
    <nav
      aria-label={t("app.navigation")}
      className="w-52 shrink-0 border-line border-r p-2 max-sm:hidden"
    >
      <ul className="sticky top-14 space-y-0.5">
        {useDestinations().map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              className="flex min-h-8 items-center gap-2.5 rounded-control px-2.5 text-body hover:bg-sunken aria-[current=page]:bg-sunken aria-[current=page]:font-semibold pointer-coarse:min-h-11"
            >
              <Icon aria-hidden size={16} className="text-muted" />
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The same navigation where fingers are: at the bottom of a narrow screen. */
function BottomTabs() {
  const t = useT();
  return (
    <nav
      aria-label={t("app.navigation")}
      className="fixed inset-x-0 bottom-0 z-20 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      <ul className="flex">
        {useDestinations().map(({ to, label, icon: Icon }) => (
          <li key={to} className="min-w-0 flex-1">
            <Link
              to={to}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              className="flex min-h-12 flex-col items-center justify-center gap-0.5 text-label text-muted -outline-offset-2 aria-[current=page]:font-semibold aria-[current=page]:text-accent"
            >
              <Icon aria-hidden size={18} />
              <span className="max-w-full truncate px-px">{t(label)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
