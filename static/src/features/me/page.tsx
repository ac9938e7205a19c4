/** The account that is signed in: who it is, and how the page behaves for it. */

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { endOtherSessions } from "@/api/sessions";
import { SingleKeysChoice } from "@/app/keys-help";
import { PreferenceLists } from "@/app/preferences";
import { useMe } from "@/app/session";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { ConfirmDialog } from "@/ui/dialog";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";

export function MePage() {
  const t = useT();
  const me = useMe();
  return (
    <Page title={t("me.title")}>
      <div className="grid max-w-4xl gap-4 lg:grid-cols-2">
        <Card title={t("me.who")}>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
            <dt className="text-muted">{t("me.name")}</dt>
            <dd className="wrap-anywhere">{me.name}</dd>
            <dt className="text-muted">{t("me.email")}</dt>
            <dd className="wrap-anywhere">{me.email}</dd>
            <dt className="text-muted">{t("me.roles")}</dt>
            <dd className="flex flex-wrap gap-1">
              {me.roles.map((role) => (
                <Badge key={role}>{role}</Badge>
              ))}
            </dd>
          </dl>
        </Card>
        <Card title={t("me.page")}>
          <PreferenceLists />
          <SingleKeysChoice />
        </Card>
        <Sessions />
      </div>
    </Page>
  );
}

function Sessions() {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const end = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => toast(t("me.othersEnded")),
  });
  return (
    <Card title={t("me.sessions")}>
      {end.error !== null && <TroubleNotice trouble={troubleOf(end.error)} />}
      <Button onClick={() => setAsked(true)} disabled={end.isPending}>
        {t("me.endOthers")}
      </Button>
      {asked && (
        <ConfirmDialog
          title={t("me.endOthers")}
          confirm={t("me.endOthers")}
          onConfirm={() => end.mutate()}
          onClose={() => setAsked(false)}
        >
          {t("me.endOthersWhat")}
        </ConfirmDialog>
      )}
    </Card>
  );
}
