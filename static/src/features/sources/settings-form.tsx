/** The settings that a built-in source declares, each by the type of its default. */

import { type FormEvent, useState } from "react";
import { troubleOf } from "@/api/http";
import { isObject } from "@/api/json";
import type { Source } from "@/api/sources";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { TroubleNotice } from "@/ui/trouble-notice";
import { SettingField } from "./setting-field";
import { declaredOf, valuesOf, withoutBlanks } from "./settings";
import { useChangeSource } from "./use-change";

export function SettingsForm({ source, mayEdit }: { source: Source; mayEdit: boolean }) {
  const t = useT();
  const changing = useChangeSource(source);
  const declared = declaredOf(source.config.filter(isObject));
  const [values, setValues] = useState(() => valuesOf(source.configValues.filter(isObject)));
  const trouble = changing.error === null ? null : troubleOf(changing.error);
  const names = [...values.keys()];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changing.isPending) return;
    changing.mutate({
      configValues: [...values].map(([name, value]) => ({ name, value: withoutBlanks(value) })),
    });
  };
  /** Null: the source's own default again. */
  const change = (name: string, value: unknown) =>
    setValues((before) => {
      const next = new Map(before);
      if (value === null) next.delete(name);
      else next.set(name, value);
      return next;
    });
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayEdit} className="space-y-3">
        {trouble !== null && Object.keys(trouble.fields).length === 0 && (
          <TroubleNotice trouble={trouble} />
        )}
        {declared.map((setting) => (
          <SettingField
            key={setting.name}
            setting={setting}
            value={values.get(setting.name)}
            error={fieldTrouble(trouble, `/configValues/${names.indexOf(setting.name)}`)}
            onChange={(value) => change(setting.name, value)}
          />
        ))}
        {mayEdit && (
          <Button type="submit" disabled={changing.isPending}>
            {t("sources.save")}
          </Button>
        )}
      </fieldset>
    </form>
  );
}
