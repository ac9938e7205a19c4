/** How a source is added. */

import { useT } from "@/i18n/language";
import { EmptyState } from "@/ui/empty-state";
import { Page } from "@/ui/page";

export function NewSourcePage() {
  const t = useT();
  return (
    <Page title={t("sources.new")}>
      <EmptyState title={t("sources.newHow")}>{t("sources.newNext")}</EmptyState>
    </Page>
  );
}
