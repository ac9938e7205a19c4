/** Where a key is pasted: saved as a secret of its own, linked to its source, and never shown again. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { troubleOf } from "@/api/http";
import { secretsQuery } from "@/api/secrets";
import { type Source, sourcesQuery } from "@/api/sources";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { saveKey } from "./save-key";

type Props = { source: Source; slot: string; label: string; help?: ReactNode };

export function KeyForm({ source, slot, label, help }: Props) {
  const t = useT();
  const queryClient = useQueryClient();
  const [value, setValue] = useState("");
  const saving = useMutation({
    mutationFn: () => saveKey(source, slot, value),
    onSuccess: async () => {
      setValue("");
      toast(t("sources.keySaved", { name: source.name }));
      await Promise.all(
        [sourcesQuery, secretsQuery].map(({ queryKey }) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value !== "" && !saving.isPending) saving.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-2">
      <Field label={label} help={help}>
        {(input) => (
          <div className="flex gap-2">
            <TextInput
              {...input}
              code
              type="password"
              autoComplete="off"
              value={value}
              onChange={(event) => setValue(event.target.value.trim())}
            />
            <Button type="submit" disabled={value === "" || saving.isPending}>
              {t("sources.save")}
            </Button>
          </div>
        )}
      </Field>
      {saving.error !== null && <TroubleNotice trouble={troubleOf(saving.error)} />}
    </form>
  );
}
