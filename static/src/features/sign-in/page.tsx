/** Signing in by e-mail and password. */

import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { troubleOf } from "@/api/http";
import { signIn } from "@/api/sessions";
import { Door } from "@/app/door";
import { useEnter } from "@/app/session";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";

export function SignInPage() {
  const t = useT();
  return (
    <Door>
      <Page title={t("signIn.title")}>
        <SignInForm />
      </Page>
    </Door>
  );
}

function SignInForm() {
  const t = useT();
  const enter = useEnter();
  const { next } = useSearch({ from: "/sign-in" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const emailInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const entering = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    meta: { answers401: true },
    onSuccess: (me) => enter(me, next),
    onError: () => passwordInput.current?.select(),
  });
  const trouble = entering.error === null ? null : troubleOf(entering.error);
  const refused = trouble?.kind === "signedOut";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() === "") emailInput.current?.focus();
    else if (password === "") passwordInput.current?.focus();
    else if (!entering.isPending) entering.mutate();
  };

  return (
    <form
      onSubmit={submit}
      noValidate
      className="space-y-4 rounded-panel border border-line bg-surface p-4"
    >
      <Field
        label={t("signIn.email")}
        error={tried && email.trim() === "" ? t("signIn.emailMissing") : null}
      >
        {(field) => (
          <TextInput
            {...field}
            ref={emailInput}
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t("signIn.password")}
        error={
          refused
            ? t("signIn.refused")
            : tried && password === ""
              ? t("signIn.passwordMissing")
              : null
        }
      >
        {(field) => (
          <TextInput
            {...field}
            ref={passwordInput}
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => {
              setPassword(event.target.value);
              entering.reset();
            }}
          />
        )}
      </Field>
      {trouble !== null && !refused && <TroubleNotice trouble={trouble} />}
      <Button type="submit" look="main" aria-disabled={entering.isPending} className="w-full">
        {t(entering.isPending ? "signIn.entering" : "signIn.enter")}
      </Button>
    </form>
  );
}
