/** Where one is signed in, and ending that. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { troubleOf } from "@/api/http";
import { endOtherSessions, endSession, type Session, sessionsQuery } from "@/api/sessions";
import { useSignOut } from "@/app/session";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Loading } from "@/ui/loading";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice } from "@/ui/trouble-notice";
import { browserOf } from "./browser";

export function Sessions() {
  const t = useT();
  const queryClient = useQueryClient();
  const signOut = useSignOut();
  const { data, error } = useQuery(sessionsQuery);
  const ending = useMutation({
    mutationFn: (id: string | null) => (id === null ? endOtherSessions() : endSession(id)),
    onSuccess: () => toast(t("me.sessionEnded")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  const trouble = error ?? ending.error;
  const others = data?.some((session) => !session.current) ?? false;
  const actions = others && (
    <Button onClick={() => ending.mutate(null)} disabled={ending.isPending}>
      {t("me.endOthers")}
    </Button>
  );
  return (
    <Card title={t("me.sessions")} actions={actions}>
      {trouble !== null && <TroubleNotice trouble={troubleOf(trouble)} />}
      {data === undefined && error === null && <Loading />}
      <ul>
        {data?.map((session) => (
          <li
            key={session.id}
            className="flex flex-wrap items-center gap-x-3 border-line border-t py-1.5 first:border-0"
          >
            <Where session={session} />
            {session.current ? (
              <Button look="quiet" onClick={() => void signOut()}>
                {t("me.signOut")}
              </Button>
            ) : (
              <Button
                look="quiet"
                disabled={ending.isPending}
                onClick={() => ending.mutate(session.id)}
              >
                {t("me.endSession")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Where({ session }: { session: Session }) {
  const t = useT();
  return (
    <div className="min-w-0 flex-1">
      <p className="flex flex-wrap items-center gap-2">
        <span title={session.userAgent ?? undefined}>
          {browserOf(session.userAgent) ?? t("me.unknownProgram")}
        </span>
        {session.current && <Badge tone="good">{t("me.thisOne")}</Badge>}
      </p>
      <p className="text-small text-muted">
        {session.address !== null && <span className="font-mono">{session.address} · </span>}
        {t("me.used")} <RelativeTime time={session.lastUsedAt} />
      </p>
    </div>
  );
}
