/** What a list is called, whether it counts, and what it does. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { troubleOf } from "@/api/http";
import { changeList, type IgnoreList, listsQuery } from "@/api/lists";
import type { ListAction } from "@/api/named";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Checkbox, Select, TextArea, TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";

export function SettingsCard({ list, mayEdit }: { list: IgnoreList; mayEdit: boolean }) {
  const t = useT();
  const client = useQueryClient();
  const [set, setSet] = useState({
    name: list.name,
    description: list.description,
    enabled: list.enabled,
    action: list.action,
    day: list.expiresAt?.slice(0, 10) ?? "",
  });
  const change = (part: Partial<typeof set>) => setSet((before) => ({ ...before, ...part }));
  const saving = useMutation({
    mutationFn: () => {
      const { day, ...rest } = set;
      return changeList(list.id, { ...rest, expiresAt: day === "" ? null : `${day}T23:59:59Z` });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: listsQuery.queryKey, exact: true });
      toast(t("lists.saved"));
    },
  });
  const trouble = saving.error === null ? null : troubleOf(saving.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (set.name.trim() !== "" && !saving.isPending) saving.mutate();
  };
  return (
    <Card title={t("lists.settings")}>
      <form onSubmit={submit}>
        <fieldset disabled={!mayEdit} className="space-y-3">
          {trouble !== null && Object.keys(trouble.fields).length === 0 && (
            <TroubleNotice trouble={trouble} />
          )}
          <Checkbox
            label={t("lists.isEnabled")}
            checked={set.enabled}
            onChange={(event) => change({ enabled: event.target.checked })}
          />
          <Field label={t("lists.name")} error={fieldTrouble(trouble, "/name")}>
            {(input) => (
              <TextInput
                {...input}
                value={set.name}
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
          <Field label={t("lists.description")} error={fieldTrouble(trouble, "/description")}>
            {(input) => (
              <TextArea
                {...input}
                rows={2}
                value={set.description}
                onChange={(event) => change({ description: event.target.value })}
              />
            )}
          </Field>
          <ActionChoice action={set.action} onChange={(action) => change({ action })} />
          <Field
            label={t("lists.expires")}
            help={t("lists.expiresHelp")}
            error={fieldTrouble(trouble, "/expiresAt")}
          >
            {(input) => (
              <TextInput
                {...input}
                type="date"
                className="max-w-44"
                value={set.day}
                onChange={(event) => change({ day: event.target.value })}
              />
            )}
          </Field>
          {mayEdit && (
            <Button type="submit" disabled={set.name.trim() === "" || saving.isPending}>
              {t("lists.save")}
            </Button>
          )}
        </fieldset>
      </form>
    </Card>
  );
}

type ActionProps = { action: ListAction; onChange: (action: ListAction) => void };

export function ActionChoice({ action, onChange }: ActionProps) {
  const t = useT();
  return (
    <Field
      label={t("lists.does")}
      help={t(action === "BLOCK" ? "lists.blocksHelp" : "lists.annotatesHelp")}
    >
      {(input) => (
        <Select
          {...input}
          value={action}
          options={[
            { value: "BLOCK", label: t("lists.blocks") },
            { value: "ANNOTATE", label: t("lists.annotates") },
          ]}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
