/** API tokens: what programs ask with in one's name. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { type ApiToken, apiTokensQuery, deleteApiToken, regenerateApiToken } from "@/api/me";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { ConfirmDialog } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { Loading } from "@/ui/loading";
import { Cell, Row, Table } from "@/ui/table";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice } from "@/ui/trouble-notice";
import { NewToken } from "./new-token";
import { ShownToken } from "./shown-token";

type Asked = { what: "delete" | "regenerate"; token: ApiToken };

export function Tokens() {
  const t = useT();
  const queryClient = useQueryClient();
  const { data, error } = useQuery(apiTokensQuery);
  const [shown, setShown] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const doing = useMutation({
    mutationFn: async ({ what, token }: Asked) => {
      if (what === "regenerate") return regenerateApiToken(token.id);
      await deleteApiToken(token.id);
      return null;
    },
    onSuccess: (credential) => {
      setShown(credential);
      if (credential === null) toast(t("me.tokenDeleted"));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: apiTokensQuery.queryKey }),
  });
  const trouble = error ?? doing.error;
  return (
    <Card title={t("me.tokens")}>
      <div className="space-y-3">
        <p className="text-muted">{t("me.tokensWhy")}</p>
        <NewToken onMade={setShown} />
        {shown !== null && <ShownToken credential={shown} onClose={() => setShown(null)} />}
        {trouble !== null && <TroubleNotice trouble={troubleOf(trouble)} />}
        {data === undefined && error === null && <Loading />}
        {data?.length === 0 && <EmptyState title={t("me.noTokens")} />}
        {data !== undefined && data.length > 0 && <TokenTable tokens={data} onAsk={setAsked} />}
      </div>
      {asked !== null && (
        <ConfirmDialog
          title={t(asked.what === "delete" ? "me.deleteTitle" : "me.renewTitle", {
            note: asked.token.note,
          })}
          confirm={t(asked.what === "delete" ? "me.delete" : "me.renew")}
          onConfirm={() => doing.mutate(asked)}
          onClose={() => setAsked(null)}
        >
          {t("me.endsAtOnce")}
        </ConfirmDialog>
      )}
    </Card>
  );
}

type TableProps = { tokens: readonly ApiToken[]; onAsk: (asked: Asked) => void };

function TokenTable({ tokens, onAsk }: TableProps) {
  const t = useT();
  const columns = [t("me.note"), t("me.made"), t("me.lastUsed"), t("me.expires"), t("me.actions")];
  return (
    <Table label={t("me.yourTokens")} columns={columns}>
      {tokens.map((token) => (
        <Row key={token.id}>
          <Cell className="wrap-anywhere">{token.note}</Cell>
          <Cell>
            <RelativeTime time={token.createdAt} />
          </Cell>
          <Cell>
            {token.lastUsedAt === null ? t("me.never") : <RelativeTime time={token.lastUsedAt} />}
          </Cell>
          <Cell>
            <Expiry at={token.expiresAt} />
          </Cell>
          <Cell className="whitespace-nowrap">
            <Button look="quiet" onClick={() => onAsk({ what: "regenerate", token })}>
              {t("me.renew")}
            </Button>
            <Button look="quiet" onClick={() => onAsk({ what: "delete", token })}>
              {t("me.delete")}
            </Button>
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function Expiry({ at }: { at: string | null }) {
  const t = useT();
  if (at === null) return t("me.never");
  if (Date.parse(at) < Date.now()) return <Badge tone="bad">{t("me.expired")}</Badge>;
  return <RelativeTime time={at} />;
}
