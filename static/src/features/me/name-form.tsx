/** The name that others see. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { changeMe, type Me, meQuery } from "@/api/me";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { troubleText } from "@/ui/trouble-notice";

export function NameForm({ me }: { me: Me }) {
  const t = useT();
  const queryClient = useQueryClient();
  const [name, setName] = useState(me.name);
  const saving = useMutation({
    mutationFn: () => changeMe({ name: name.trim() }),
    onSuccess: (changed) => {
      queryClient.setQueryData(meQuery.queryKey, changed);
      toast(t("me.nameSaved"));
    },
  });
  const changed = name.trim() !== "" && name.trim() !== me.name;
  return (
    <form
      className="mt-3 max-w-md"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && !saving.isPending) saving.mutate();
      }}
    >
      <Field
        label={t("me.name")}
        error={saving.error === null ? null : troubleText(t, troubleOf(saving.error))}
      >
        {(input) => (
          <div className="flex gap-2">
            <TextInput
              {...input}
              autoComplete="name"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit" disabled={!changed || saving.isPending}>
              {t("me.save")}
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
