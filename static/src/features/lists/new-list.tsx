/** A new list, without entries; its page is where they come in. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { troubleOf } from "@/api/http";
import { createList, listsQuery } from "@/api/lists";
import type { ListAction } from "@/api/named";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Checkbox, TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { ActionChoice } from "./settings-card";

export function NewList({ onClose }: { onClose: () => void }) {
  const t = useT();
  const form = useId();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [list, setList] = useState({ name: "", action: "BLOCK" as ListAction, global: true });
  const creating = useMutation({
    mutationFn: () =>
      createList({ ...list, name: list.name.trim(), description: "", enabled: true }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: listsQuery.queryKey });
      await navigate({ to: "/lists/$id", params: { id } });
    },
  });
  const trouble = creating.error === null ? null : troubleOf(creating.error);
  const ready = list.name.trim() !== "" && !creating.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) creating.mutate();
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t("ui.cancel")}</Button>
      <Button type="submit" form={form} look="main" disabled={!ready}>
        {t("lists.create")}
      </Button>
    </>
  );
  return (
    <Dialog title={t("lists.new")} onClose={onClose} actions={actions}>
      <form id={form} onSubmit={submit} className="space-y-3">
        {trouble !== null && Object.keys(trouble.fields).length === 0 && (
          <TroubleNotice trouble={trouble} />
        )}
        <Field label={t("lists.name")} error={fieldTrouble(trouble, "/name")}>
          {(input) => (
            <TextInput
              {...input}
              value={list.name}
              autoComplete="off"
              onChange={(event) => setList({ ...list, name: event.target.value })}
            />
          )}
        </Field>
        <ActionChoice action={list.action} onChange={(action) => setList({ ...list, action })} />
        <Checkbox
          label={t("lists.isGlobal")}
          checked={list.global}
          onChange={(event) => setList({ ...list, global: event.target.checked })}
        />
      </form>
    </Dialog>
  );
}
