/** What to do with a new appliance. */

import { Link } from "@tanstack/react-router";
import { Door } from "@/app/door";
import { useT } from "@/i18n/language";
import { LOOKS } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Page } from "@/ui/page";

export function SetupPage() {
  const t = useT();
  const action = (
    <Link to="/sign-in" className={LOOKS.plain}>
      {t("setup.signIn")}
    </Link>
  );
  return (
    <Door>
      <Page title={t("setup.title")}>
        <EmptyState title={t("setup.noAccount")} action={action}>
          <p>{t("setup.how")}</p>
          <code className="mt-2 block rounded-control bg-sunken px-2 py-1.5 text-left font-mono text-small text-ink wrap-anywhere">
            indicator-aggregator user create --email you@example.com --role admin
          </code>
        </EmptyState>
      </Page>
    </Door>
  );
}
