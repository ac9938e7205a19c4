/** The bar on top: where one is, the palette's box, the server's health, choices, the account. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LogOut, Search, User } from "lucide-react";
import { readinessQuery } from "@/api/health";
import { troubleOf } from "@/api/http";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { ShapeMark } from "@/ui/shapes";
import { troubleNext, troubleWhat } from "@/ui/trouble-notice";
import { Bell } from "./bell";
import { Keys } from "./keys-help";
import { changeOverlay } from "./overlay";
import { Popover } from "./popover";
import { PreferenceButtons, PreferenceLists } from "./preferences";
import { useMe, useSignOut } from "./session";

export function TopBar() {
  const t = useT();
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-line border-b bg-surface px-3 sm:gap-3 sm:px-4">
      <Link to="/" className="flex shrink-0 items-center gap-2 text-section font-semibold">
        <img src="/favicon.svg" alt={t("app.home")} width="24" height="24" />
        <span aria-hidden className="max-lg:hidden">
          Indicator Aggregator
        </span>
      </Link>
      <PaletteBox />
      <div className="ml-auto flex items-center">
        <Bell />
        <Health />
        <span className="flex max-sm:hidden">
          <PreferenceButtons />
        </span>
        <UserMenu />
      </div>
    </header>
  );
}

/** Looks like the input that it opens; a value that is pasted here is taken along. */
function PaletteBox() {
  const t = useT();
  return (
    <button
      type="button"
      onClick={() => changeOverlay({ name: "palette", text: "" })}
      onPaste={(event) =>
        changeOverlay({ name: "palette", text: event.clipboardData.getData("text/plain") })
      }
      className="flex min-h-8 w-full max-w-md min-w-0 cursor-pointer items-center gap-2 rounded-control border border-line-strong bg-page px-2.5 text-body text-muted hover:text-ink pointer-coarse:min-h-11"
    >
      <Search aria-hidden size={16} className="shrink-0" />
      <span className="truncate">{t("app.palettePlaceholder")}</span>
      <span aria-hidden className="ml-auto max-sm:hidden">
        <Keys keys="Ctrl+K" />
      </span>
    </button>
  );
}

/** Shape and colour of the server's health, and the whole of it one press away. */
function Health() {
  const t = useT();
  const { data, error } = useQuery(readinessQuery);
  const checks = Object.entries(data?.checks ?? {});
  const well = error === null && checks.every(([, said]) => said === "ok");
  const trouble = error === null ? null : troubleOf(error);
  const mark = well ? (
    <span className="text-benign">
      <ShapeMark shape="SKIPPED" />
    </span>
  ) : (
    <span className="text-error">
      <ShapeMark shape="ERROR" />
    </span>
  );
  return (
    <Popover label={t(well ? "app.healthy" : "app.unhealthy")} mark={mark}>
      <p className="font-semibold">{t(well ? "app.healthy" : "app.unhealthy")}</p>
      {trouble !== null && <p>{troubleWhat(t, trouble)}</p>}
      {trouble !== null && <p>{troubleNext(t, trouble)}</p>}
      {checks.length > 0 && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 text-small">
          {checks.map(([name, said]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className={said === "ok" ? "" : "text-error"}>{said}</dd>
            </div>
          ))}
        </dl>
      )}
      {data !== undefined && (
        <p className="text-small text-muted">{t("app.version", { version: data.version })}</p>
      )}
    </Popover>
  );
}

function UserMenu() {
  const t = useT();
  const me = useMe();
  const signOut = useSignOut();
  return (
    <Popover label={t("app.account")} mark={<User aria-hidden size={16} />}>
      <p className="font-semibold wrap-anywhere">{me.name || me.email}</p>
      <p className="text-small text-muted wrap-anywhere">{me.email}</p>
      <PreferenceLists />
      <Button onClick={() => void signOut()} className="w-full">
        <LogOut aria-hidden size={16} />
        {t("app.signOut")}
      </Button>
    </Popover>
  );
}
