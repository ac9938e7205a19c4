/** Requests of before, newest first. */

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { requestsQuery } from "@/api/requests";
import { kindWords } from "@/features/run/wording";
import { useT } from "@/i18n/language";
import { Button, LINK, LOOKS } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { LevelChip } from "@/ui/level-chip";
import { Page } from "@/ui/page";
import { Cell, Row, Table } from "@/ui/table";
import { RelativeTime } from "@/ui/time";

export function HistoryPage() {
  const t = useT();
  const { q = "" } = useSearch({ from: "/shell/history" });
  const list = useSuspenseInfiniteQuery(requestsQuery(q));
  const requests = list.data.pages.flatMap(({ items }) => items);
  const ask = (
    <Link to="/" className={LOOKS.main}>
      {t("history.ask")}
    </Link>
  );
  return (
    <Page title={t("history.title")}>
      {requests.length === 0 ? (
        <EmptyState title={t("history.none")} action={ask}>
          {t("history.noneNext")}
        </EmptyState>
      ) : (
        <Table
          label={t("history.title")}
          columns={[
            t("history.value"),
            t("history.kind"),
            t("history.verdict"),
            t("history.asked"),
          ]}
        >
          {requests.map((request) => (
            <Row key={request.id}>
              <Cell className="font-mono wrap-anywhere">
                <Link to="/run/$id" params={{ id: request.id }} className={LINK}>
                  {request.data}
                </Link>
              </Cell>
              <Cell className="whitespace-nowrap">{kindWords(t, request.kind)}</Cell>
              <Cell>{request.verdict !== null && <LevelChip level={request.verdict} />}</Cell>
              <Cell>
                <RelativeTime time={request.createdAt} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          {t("history.more")}
        </Button>
      )}
    </Page>
  );
}
