/** What every source has: on or off, kinds, how long it may take, how long answers keep, its weight. */

import { type FormEvent, useState } from "react";
import { troubleOf } from "@/api/http";
import type { Source, SourcePatch } from "@/api/sources";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Checkbox, TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { AllowedHosts, hostsOf } from "./allowed-hosts";
import { useChangeSource } from "./use-change";

type Options = {
  enabled: boolean;
  disabled: readonly Source["disabledIndicators"][number][];
  timeLimit: string;
  cached: boolean;
  cacheSeconds: string;
  reliability: string;
  /** Null of a source that has no code. */
  hosts: string | null;
};

export function OptionsForm({ source, mayEdit }: { source: Source; mayEdit: boolean }) {
  const t = useT();
  const changing = useChangeSource(source);
  const [options, setOptions] = useState<Options>(() => optionsOf(source));
  const change = (part: Partial<Options>) => setOptions((before) => ({ ...before, ...part }));
  const trouble = changing.error === null ? null : troubleOf(changing.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!changing.isPending) changing.mutate(patchOf(options));
  };
  const toggle = (kind: Options["disabled"][number], on: boolean) =>
    change({
      disabled: on ? options.disabled.filter((one) => one !== kind) : [...options.disabled, kind],
    });
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayEdit} className="space-y-3">
        {trouble !== null && Object.keys(trouble.fields).length === 0 && (
          <TroubleNotice trouble={trouble} />
        )}
        <Checkbox
          label={t("sources.isEnabled")}
          checked={options.enabled}
          onChange={(event) => change({ enabled: event.target.checked })}
        />
        <fieldset>
          <legend className="text-small font-semibold">{t("sources.askedAbout")}</legend>
          <div className="flex flex-wrap gap-x-4">
            {source.supportedIndicators.map((kind) => (
              <Checkbox
                key={kind}
                label={kind}
                checked={!options.disabled.includes(kind)}
                onChange={(event) => toggle(kind, event.target.checked)}
              />
            ))}
          </div>
        </fieldset>
        <div className="grid max-w-md grid-cols-2 gap-3">
          <Field label={t("sources.timeLimit")} error={fieldTrouble(trouble, "/timeLimitSeconds")}>
            {(input) => (
              <TextInput
                {...input}
                inputMode="decimal"
                value={options.timeLimit}
                onChange={(event) => change({ timeLimit: event.target.value })}
              />
            )}
          </Field>
          <Field label={t("sources.reliability")} error={fieldTrouble(trouble, "/reliability")}>
            {(input) => (
              <TextInput
                {...input}
                inputMode="numeric"
                value={options.reliability}
                onChange={(event) => change({ reliability: event.target.value })}
              />
            )}
          </Field>
        </div>
        {options.hosts !== null && (
          <div className="max-w-md">
            <AllowedHosts
              value={options.hosts}
              onChange={(hosts) => change({ hosts })}
              error={fieldTrouble(trouble, "/allowedHosts")}
            />
          </div>
        )}
        <Checkbox
          label={t("sources.isCached")}
          checked={options.cached}
          onChange={(event) => change({ cached: event.target.checked })}
        />
        {options.cached && (
          <div className="max-w-xs">
            <Field label={t("sources.cacheFor")} error={fieldTrouble(trouble, "/cacheInterval")}>
              {(input) => (
                <TextInput
                  {...input}
                  inputMode="numeric"
                  value={options.cacheSeconds}
                  onChange={(event) => change({ cacheSeconds: event.target.value })}
                />
              )}
            </Field>
          </div>
        )}
        {mayEdit ? (
          <div>
            <Button type="submit" disabled={changing.isPending}>
              {t("sources.save")}
            </Button>
          </div>
        ) : (
          <p className="text-small text-muted">{t("sources.mayNotEdit")}</p>
        )}
      </fieldset>
    </form>
  );
}

function optionsOf(source: Source): Options {
  return {
    enabled: source.enabled,
    disabled: source.disabledIndicators,
    timeLimit: String(source.timeLimitSeconds),
    cached: source.cacheEnabled,
    cacheSeconds: String(source.cacheInterval ?? 3600),
    reliability: String(source.reliability),
    hosts: source.kind === "SYSTEM" ? null : (source.allowedHosts ?? []).join(" "),
  };
}

/** Numbers as they were typed: what is none, the server refuses and says so beside its field. */
function patchOf(options: Options): SourcePatch {
  return {
    enabled: options.enabled,
    disabledIndicators: [...options.disabled],
    timeLimitSeconds: typed(options.timeLimit),
    reliability: typed(options.reliability),
    cacheEnabled: options.cached,
    ...(options.hosts === null ? {} : { allowedHosts: hostsOf(options.hosts) }),
    ...(options.cached ? { cacheInterval: typed(options.cacheSeconds) } : {}),
  };
}

function typed(text: string): number {
  const value = Number(text.replace(",", "."));
  return text.trim() === "" || Number.isNaN(value) ? (text as unknown as number) : value;
}
