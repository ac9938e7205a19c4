/** A refresh of a feed now, and what came of it. */

import { useFormat, useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { ShapeMark } from "@/ui/shapes";
import { Refusal, Refused } from "./refusal";
import { type Refresh, useRefresh } from "./use-refresh";

export function RefreshFeed({ slug, sourceId }: { slug: string; sourceId: string }) {
  const t = useT();
  const refresh = useRefresh(slug, sourceId);
  return (
    <Card title={t("sources.refresh")}>
      <div>
        <Button disabled={refresh.running} onClick={() => refresh.start(false)}>
          {t("sources.refreshNow")}
        </Button>
        <div role="status" className="not-empty:mt-3">
          {refresh.running ? (
            <Badge>
              <ShapeMark shape="WAITING" size="size-3" /> {t("sources.refreshing")}
            </Badge>
          ) : (
            refresh.error === null && <Ended refresh={refresh} />
          )}
        </div>
        {refresh.error !== null && <Refusal error={refresh.error} />}
      </div>
    </Card>
  );
}

function Ended({ refresh: { ended, start } }: { refresh: Refresh }) {
  const t = useT();
  const format = useFormat();
  if (ended === null) return null;
  if (ended.outcome === "DONE") {
    const { rows } = ended;
    return (
      <p>
        {rows === null
          ? t("sources.refreshed")
          : t("sources.refreshedRows", { rows: format.number(rows) })}
      </p>
    );
  }
  return (
    <Refused
      title={t("sources.refreshFailed")}
      details={ended.error === null ? [] : [ended.error]}
      onForce={() => start(true)}
    />
  );
}
