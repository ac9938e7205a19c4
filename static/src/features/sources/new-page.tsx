/** What a new source is made of: code, or one of the templates that need none. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { troubleOf } from "@/api/http";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { LINK } from "@/ui/controls";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import { genericQuery } from "./generic/queries";
import { templateName, templatePurpose } from "./generic/words";
import { ActivityBadge } from "./source-facts";

export function NewSourcePage() {
  const t = useT();
  const mayCode = useMay()("source_code");
  const { data, error } = useQuery(genericQuery);
  return (
    <Page title={t("sources.newTitle")}>
      {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <Sorts title={t("sources.withoutCode")}>
          {data.map((template) => (
            <Sort
              key={template.template}
              of={template.template}
              name={templateName(t, template)}
              purpose={templatePurpose(t, template)}
              badge={<ActivityBadge activity={template.activity} />}
            />
          ))}
        </Sorts>
      )}
      {mayCode && (
        <Sorts title={t("sources.withCode")}>
          <Sort of="python" name="Python" purpose={t("sources.pythonFor")} />
          <Sort
            of="javascript"
            name="JavaScript / TypeScript"
            purpose={t("sources.javaScriptFor")}
          />
        </Sorts>
      )}
    </Page>
  );
}

function Sorts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="space-y-2">
      <h2 className="text-section font-semibold">{title}</h2>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">{children}</ul>
    </section>
  );
}

type SortProps = { of: string; name: string; purpose: string; badge?: ReactNode };

/** All of the card is the link; its name alone is read out as such. */
function Sort({ of, name, purpose, badge }: SortProps) {
  return (
    <li className="relative space-y-1 rounded-panel border border-line bg-surface p-4 hover:bg-sunken">
      <p className="flex flex-wrap items-center gap-2">
        <Link
          to="/sources/new/$of"
          params={{ of }}
          className={`font-semibold after:absolute after:inset-0 ${LINK}`}
        >
          {name}
        </Link>
        {badge}
      </p>
      <p className="text-small text-muted">{purpose}</p>
    </li>
  );
}
