/** The form of a source without code, made of what its template declares. */

import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import type { Source } from "@/api/sources";
import { fieldTrouble, type Trouble } from "@/api/trouble";
import { INTERVALS, intervalWords } from "@/features/watch/intervals";
import { useT } from "@/i18n/language";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Checkbox, Select, TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { SettingField } from "../setting-field";
import { ACTIVITY, ACTIVITY_ABOUT } from "../source-facts";
import { type Draft, inOrder, isElsewhere, settingTroubles, valuesToSend } from "./draft";
import type { Template } from "./queries";

type Props = {
  template: Template;
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  trouble: Trouble | null;
  busy: boolean;
  submit: string;
  onSubmit: () => void;
  /** What else is asked about the source itself. */
  children?: ReactNode;
};

export function GenericForm({ template, draft, onChange, trouble, busy, ...rest }: Props) {
  const t = useT();
  const form = useRef<HTMLFormElement>(null);
  // What is wrong may be far above the button that was pressed.
  useEffect(() => {
    if (trouble !== null) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [trouble]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) rest.onSubmit();
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="space-y-3">
      <Card>
        <div className="space-y-3">
          <div className="grid gap-3 md:grid-cols-2">
            <Field
              label={t("sources.needed", { name: t("sources.name") })}
              error={fieldTrouble(trouble, "/name")}
            >
              {(input) => (
                <TextInput
                  {...input}
                  required
                  value={draft.name}
                  placeholder={t("sources.nameExample")}
                  onChange={(event) => onChange({ name: event.target.value })}
                />
              )}
            </Field>
            {template.taskInterval === null ? (
              <ActivityChoice value={draft.activity} onChange={onChange} />
            ) : (
              <Schedule draft={draft} trouble={trouble} onChange={onChange} />
            )}
          </div>
          {rest.children}
        </div>
      </Card>
      <Settings template={template} draft={draft} trouble={trouble} onChange={onChange} />
      {trouble !== null && isElsewhere(trouble) && <TroubleNotice trouble={trouble} />}
      <Button type="submit" look="main" disabled={busy || draft.name.trim() === ""}>
        {rest.submit}
      </Button>
    </form>
  );
}

type PartProps = Pick<Props, "draft" | "trouble" | "onChange">;

function Settings({ template, draft, trouble, onChange }: PartProps & Pick<Props, "template">) {
  const t = useT();
  const { values } = draft;
  const troubles = settingTroubles(trouble, valuesToSend(template.settings, values));
  const set = (name: string, value: unknown) => {
    const next = new Map(values);
    if (value === null) next.delete(name);
    else next.set(name, value);
    onChange({ values: next });
  };
  return (
    <Card title={t("sources.settings")}>
      <div className="grid items-start gap-x-6 gap-y-4 md:grid-cols-2">
        {inOrder(template.settings).map((setting) => (
          <SettingField
            key={setting.name}
            setting={setting}
            value={values.get(setting.name)}
            error={troubles.get(setting.name) ?? null}
            onChange={(value) => set(setting.name, value)}
          />
        ))}
      </div>
    </Card>
  );
}

function Schedule({ draft, trouble, onChange }: PartProps) {
  const t = useT();
  const choices = [...new Set([...INTERVALS, draft.interval])].sort((a, b) => a - b);
  return (
    <div>
      <Checkbox
        label={t("sources.isScheduled")}
        checked={draft.scheduled}
        onChange={(event) => onChange({ scheduled: event.target.checked })}
      />
      {draft.scheduled && (
        <Field label={t("sources.interval")} error={fieldTrouble(trouble, "/taskInterval")}>
          {(input) => (
            <Select
              {...input}
              value={String(draft.interval)}
              options={choices.map((seconds) => ({
                value: String(seconds),
                label: intervalWords(t, seconds),
              }))}
              onChange={(seconds) => onChange({ interval: Number(seconds) })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

type ActivityProps = { value: Source["activity"]; onChange: Props["onChange"] };

function ActivityChoice({ value, onChange }: ActivityProps) {
  const t = useT();
  return (
    <Field label={t("sources.activity")} help={t(ACTIVITY_ABOUT[value])}>
      {(input) => (
        <Select
          {...input}
          value={value}
          options={Object.entries(ACTIVITY).map(([activity, words]) => ({
            value: activity as Source["activity"],
            label: t(words),
          }))}
          onChange={(activity) => onChange({ activity })}
        />
      )}
    </Field>
  );
}
