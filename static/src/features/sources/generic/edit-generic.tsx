/** What may be changed of a source of a template. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { isObject } from "@/api/json";
import type { Source } from "@/api/sources";
import { useT } from "@/i18n/language";
import { TroubleNotice } from "@/ui/trouble-notice";
import { valuesOf } from "../settings";
import { useChangeSource } from "../use-change";
import { change, type Draft } from "./draft";
import { GenericForm } from "./generic-form";
import { genericQuery, type Template } from "./queries";

type SettingsProps = { source: Source; of: string; mayEdit: boolean };

export function GenericSettings({ source, of, mayEdit }: SettingsProps) {
  const t = useT();
  const { data, error } = useQuery(genericQuery);
  const template = data?.find((one) => one.template === of);
  return (
    <div className="lg:col-span-2">
      {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
      {template !== undefined && (
        <EditGeneric source={source} template={template} mayEdit={mayEdit} />
      )}
      {data !== undefined && template === undefined && (
        <p className="text-muted">{t("sources.noSort", { of })}</p>
      )}
    </div>
  );
}

type Props = { source: Source; template: Template; mayEdit: boolean };

function EditGeneric({ source, template, mayEdit }: Props) {
  const t = useT();
  const changing = useChangeSource(source);
  const [draft, setDraft] = useState<Draft>(() => ({
    name: source.name,
    kinds: source.supportedIndicators,
    activity: source.activity,
    scheduled: source.taskEnabled,
    interval: source.taskInterval ?? template.taskInterval ?? 86_400,
    values: valuesOf(source.configValues.filter(isObject)),
  }));
  return (
    <fieldset disabled={!mayEdit}>
      <GenericForm
        template={template}
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        trouble={changing.error === null ? null : troubleOf(changing.error)}
        busy={changing.isPending}
        submit={t("sources.saveSettings")}
        onSubmit={() => changing.mutate(change(template, draft))}
      />
    </fieldset>
  );
}
