/** What a source is, and what may be changed about it. */

import type { Source } from "@/api/sources";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { OutLink } from "@/ui/controls";
import { RelativeTime } from "@/ui/time";
import { GenericSettings } from "./generic/edit-generic";
import { OptionsForm } from "./options-form";
import { SettingsForm } from "./settings-form";
import { ACTIVITY_ABOUT, ActivityBadge, KindBadge } from "./source-facts";

export function Overview({ source }: { source: Source }) {
  const t = useT();
  const mayEdit = useMay()("source_edit");
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <Card title={t("sources.about")}>
        <Facts source={source} />
      </Card>
      <Card title={t("sources.options")}>
        <OptionsForm source={source} mayEdit={mayEdit} />
      </Card>
      {source.template ? (
        <GenericSettings source={source} of={source.template} mayEdit={mayEdit} />
      ) : (
        source.kind === "SYSTEM" &&
        source.config.length > 0 && (
          <Card title={t("sources.settings")}>
            <SettingsForm source={source} mayEdit={mayEdit} />
          </Card>
        )
      )}
    </div>
  );
}

function Facts({ source }: { source: Source }) {
  const t = useT();
  return (
    <div className="space-y-2">
      {source.description !== "" && <p className="max-w-prose">{source.description}</p>}
      <p className="flex flex-wrap items-center gap-2">
        <ActivityBadge activity={source.activity} />
        <KindBadge source={source} />
        {source.tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </p>
      <p className="text-small text-muted">{t(ACTIVITY_ABOUT[source.activity])}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small">
        {source.providerName !== null && (
          <>
            <dt className="text-muted">{t("sources.provider")}</dt>
            <dd>{source.providerName}</dd>
          </>
        )}
        {source.url !== "" && (
          <>
            <dt className="text-muted">{t("sources.documentation")}</dt>
            <dd>
              <OutLink url={source.url}>{source.url}</OutLink>
            </dd>
          </>
        )}
        <dt className="text-muted">{t("sources.changed")}</dt>
        <dd>
          <RelativeTime time={source.updatedAt} />
        </dd>
      </dl>
    </div>
  );
}
