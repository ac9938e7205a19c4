/** One's own account: who one is, how the page looks, the password, API tokens, sessions. */

import { KeyRound, Mail } from "lucide-react";
import { SingleKeysChoice } from "@/app/keys-help";
import { PreferenceLists } from "@/app/preferences";
import { useMe } from "@/app/session";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { NameForm } from "./name-form";
import { PasswordForm } from "./password-form";
import { Sessions } from "./sessions";
import { Tokens } from "./tokens";

export function MePage() {
  const t = useT();
  const me = useMe();
  return (
    <Page title={t("me.title")}>
      <div className="grid gap-4 lg:grid-cols-2">
        <Card title={t("me.account")}>
          <p className="flex flex-wrap items-center gap-2">
            <Mail aria-hidden size={16} className="text-muted" />
            <span className="wrap-anywhere">{me.email}</span>
            {me.roles.map((role) => (
              <Badge key={role}>
                <KeyRound aria-hidden size={12} />
                {role}
              </Badge>
            ))}
          </p>
          <NameForm me={me} />
        </Card>
        <Card title={t("me.look")}>
          <div className="max-w-xs">
            <PreferenceLists />
          </div>
          <SingleKeysChoice />
        </Card>
        <Card title={t("me.password")}>
          <PasswordForm email={me.email} />
        </Card>
        <Sessions />
      </div>
      <Tokens />
    </Page>
  );
}
