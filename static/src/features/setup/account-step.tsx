/** The administrator's account, made with the token of the link. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { troubleOf } from "@/api/http";
import { meQuery, PASSWORD_AT_LEAST } from "@/api/me";
import { completeSetup, type SetupAnswers, setupQuery } from "@/api/setup";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";

export function AccountStep() {
  const t = useT();
  const queryClient = useQueryClient();
  const [linked] = useState(tokenOfLink);
  const [account, setAccount] = useState<SetupAnswers>({
    token: linked,
    email: "",
    name: "",
    password: "",
  });
  const making = useMutation({
    mutationFn: () => {
      const { name, ...needed } = account;
      const given = name?.trim() ?? "";
      return completeSetup(given === "" ? needed : { ...needed, name: given });
    },
    meta: { answers401: true },
    onSuccess: (me) => {
      // The token is void now; it need not stay in the address.
      window.history.replaceState(window.history.state, "", "/setup");
      queryClient.setQueryData(meQuery.queryKey, me);
      queryClient.setQueryData(setupQuery.queryKey, { needed: false });
    },
  });
  const trouble = making.error === null ? null : troubleOf(making.error);
  const change = (part: Partial<SetupAnswers>) => setAccount((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!making.isPending) making.mutate();
  };
  const short = account.password.length < PASSWORD_AT_LEAST;
  return (
    <Card title={t("setup.account")}>
      <form onSubmit={submit} className="max-w-md space-y-4">
        <p>{t("setup.accountWhy")}</p>
        {trouble !== null && Object.keys(trouble.fields).length === 0 && (
          <TroubleNotice trouble={trouble}>
            {trouble.status === 401 && <p>{t("setup.tokenWrong")}</p>}
          </TroubleNotice>
        )}
        {linked === "" && (
          <Field
            label={t("setup.token")}
            help={t("setup.tokenHelp")}
            error={fieldTrouble(trouble, "/token")}
          >
            {(input) => (
              <TextInput
                {...input}
                code
                required
                value={account.token}
                onChange={(event) => change({ token: event.target.value.trim() })}
              />
            )}
          </Field>
        )}
        <Field label={t("setup.email")} error={fieldTrouble(trouble, "/email")}>
          {(input) => (
            <TextInput
              {...input}
              type="email"
              autoComplete="username"
              required
              value={account.email}
              onChange={(event) => change({ email: event.target.value.trim() })}
            />
          )}
        </Field>
        <Field label={t("setup.name")} error={fieldTrouble(trouble, "/name")}>
          {(input) => (
            <TextInput
              {...input}
              autoComplete="name"
              value={account.name ?? ""}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field
          label={t("setup.password")}
          help={t("setup.passwordHelp", { least: PASSWORD_AT_LEAST })}
          error={fieldTrouble(trouble, "/password")}
        >
          {(input) => (
            <TextInput
              {...input}
              type="password"
              autoComplete="new-password"
              required
              minLength={PASSWORD_AT_LEAST}
              value={account.password}
              onChange={(event) => change({ password: event.target.value })}
            />
          )}
        </Field>
        <Button type="submit" look="main" disabled={making.isPending || short}>
          {t("setup.makeAccount")}
        </Button>
      </form>
    </Card>
  );
}

/** What follows `#token=` in the link: a part of the address that no browser sends to anybody. */
function tokenOfLink(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get("token") ?? "";
}
