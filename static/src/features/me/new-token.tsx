/** A new token: what it is for, and until when it is good. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { apiTokensQuery, createApiToken } from "@/api/me";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Select, TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";

const DAYS = ["30", "90", "365", "none"] as const;
type Days = (typeof DAYS)[number];

const DAY_MILLISECONDS = 86_400_000;

export function NewToken({ onMade }: { onMade: (credential: string) => void }) {
  const t = useT();
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const [days, setDays] = useState<Days>("90");
  const making = useMutation({
    mutationFn: () => createApiToken({ note: note.trim(), expiresAt: expiry(days) }),
    onSuccess: (credential) => {
      setNote("");
      onMade(credential);
      return queryClient.invalidateQueries({ queryKey: apiTokensQuery.queryKey });
    },
  });
  const trouble = making.error === null ? null : troubleOf(making.error);
  const said = fieldTrouble(trouble, "/note");
  const options = DAYS.map((value) => ({
    value,
    label: value === "none" ? t("me.noEnd") : t("me.days", { count: Number(value) }),
  }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (note.trim() !== "" && !making.isPending) making.mutate();
      }}
      className="space-y-3"
    >
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-full max-w-xs">
          <Field label={t("me.noteFor")} error={said}>
            {(input) => (
              <TextInput
                {...input}
                value={note}
                placeholder={t("me.noteExample")}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
        </div>
        <Field label={t("me.expires")}>
          {(input) => <Select {...input} value={days} options={options} onChange={setDays} />}
        </Field>
        <Button type="submit" disabled={note.trim() === "" || making.isPending}>
          {t("me.makeToken")}
        </Button>
      </div>
      {trouble !== null && said === null && <TroubleNotice trouble={trouble} />}
    </form>
  );
}

function expiry(days: Days): string | null {
  if (days === "none") return null;
  return new Date(Date.now() + Number(days) * DAY_MILLISECONDS).toISOString();
}
