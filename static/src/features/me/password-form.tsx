/** Another password; it ends the account's other sessions. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { changePassword, PASSWORD_AT_LEAST } from "@/api/me";
import { sessionsQuery } from "@/api/sessions";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";

export function PasswordForm({ email }: { email: string }) {
  const t = useT();
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const changing = useMutation({
    mutationFn: () => changePassword(current, next),
    // A wrong current password is said here; the session goes on.
    meta: { answers401: true },
    onSuccess: () => {
      setCurrent("");
      setNext("");
      toast(t("me.passwordChanged"));
      return queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const trouble = changing.error === null ? null : troubleOf(changing.error);
  const ready = current !== "" && next.length >= PASSWORD_AT_LEAST;
  return (
    <form
      className="max-w-md space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !changing.isPending) changing.mutate();
      }}
    >
      {/* What password managers file the password under. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      {trouble !== null && Object.keys(trouble.fields).length === 0 && (
        <TroubleNotice trouble={trouble} />
      )}
      <Field label={t("me.passwordNow")} error={fieldTrouble(trouble, "/current")}>
        {(input) => (
          <TextInput
            {...input}
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t("me.passwordNext")}
        help={t("me.passwordHelp", { least: PASSWORD_AT_LEAST })}
        error={fieldTrouble(trouble, "/new")}
      >
        {(input) => (
          <TextInput
            {...input}
            type="password"
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" disabled={!ready || changing.isPending}>
        {t("me.changePassword")}
      </Button>
    </form>
  );
}
