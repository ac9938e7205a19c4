/** Around every page, signed in or not. */

import { Outlet } from "@tanstack/react-router";
import { useT } from "@/i18n/language";
import { Announcements } from "@/ui/announce";

export function Root() {
  const t = useT();
  return (
    <>
      <a
        href="#main"
        className="fixed top-1 left-1 z-50 rounded-control bg-accent px-3 py-2 text-body text-on-accent not-focus:sr-only"
      >
        {t("app.skip")}
      </a>
      <Outlet />
      <Announcements />
    </>
  );
}
