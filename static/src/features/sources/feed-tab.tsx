/** A source's feed: what is there of it, a refresh now, a file that was carried in. */

import { useQuery } from "@tanstack/react-query";
import { type FeedPart, feedsQuery } from "@/api/feeds";
import { troubleOf } from "@/api/http";
import type { Source } from "@/api/sources";
import { useMay } from "@/app/session";
import { useFormat, useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { EmptyState } from "@/ui/empty-state";
import { Loading } from "@/ui/loading";
import { TroubleNotice } from "@/ui/trouble-notice";
import { Fact, Facts } from "./fact";
import { ImportFeed } from "./import-feed";
import { RefreshFeed } from "./refresh-feed";

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

export function FeedTab({ source }: { source: Source }) {
  const t = useT();
  const mayLoad = useMay()("feed_edit");
  const { data, error } = useQuery(feedsQuery);
  const feed = data?.find(({ sourceId }) => sourceId === source.id);
  if (error !== null) return <TroubleNotice trouble={troubleOf(error)} />;
  if (data === undefined) return <Loading />;
  if (feed === undefined) return <EmptyState title={t("sources.noFeed")} />;
  const { maxAgeSeconds, parts } = feed;
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <Card title={t("sources.parts")}>
        <ul aria-label={t("sources.parts")} className="divide-y divide-line">
          {parts.map((part) => (
            <Part key={part.name} part={part} />
          ))}
        </ul>
        {maxAgeSeconds !== null && (
          <p className="mt-3 text-small text-muted">
            {maxAgeSeconds >= 2 * DAY_SECONDS
              ? t("sources.maxDays", { count: Math.floor(maxAgeSeconds / DAY_SECONDS) })
              : t("sources.maxHours", { count: Math.floor(maxAgeSeconds / HOUR_SECONDS) })}
          </p>
        )}
        <p className="mt-3 text-small text-muted">
          {t("sources.importHow")}{" "}
          <code className="font-mono wrap-anywhere">
            indicator-aggregator feed import {feed.slug} FILE
          </code>
        </p>
      </Card>
      {mayLoad && (
        <div className="space-y-4">
          <RefreshFeed slug={feed.slug} sourceId={feed.sourceId} />
          <ImportFeed slug={feed.slug} parts={parts.map(({ name }) => name)} />
        </div>
      )}
    </div>
  );
}

function Part({ part }: { part: FeedPart }) {
  const t = useT();
  const format = useFormat();
  const { name, rows, asOf, loadedAt, checkedAt, error, origin, sha256 } = part;
  const [words, tone] = stateOf(part);
  return (
    <li className="space-y-2 py-3 first:pt-0 last:pb-0">
      <h3 className="flex flex-wrap items-center gap-2 font-semibold">
        {name}
        <Badge tone={tone}>{t(words)}</Badge>
        {error && <Badge tone="warning">{t("sources.feedFails")}</Badge>}
        <span className="ml-auto font-normal text-muted">
          {t("sources.rows", { rows: format.number(rows) })}
        </span>
      </h3>
      <Facts>
        <Fact name={t("sources.asOf")} time={asOf} />
        {loadedAt && <Fact name={t("sources.loaded")} time={loadedAt} />}
        <Fact name={t("sources.checked")} time={checkedAt} />
        {error && <Fact name={t("sources.trouble")}>{error}</Fact>}
        {origin && <Fact name={t("sources.feedOrigin")}>{origin}</Fact>}
        {sha256 && (
          <Fact name={t("sources.hash")}>
            <code className="font-mono text-label">{sha256}</code>
          </Fact>
        )}
      </Facts>
    </li>
  );
}

function stateOf({ asOf, stale }: FeedPart): readonly [PlainKey, "good" | "warning" | "bad"] {
  if (asOf === null) return ["sources.noCopy", "warning"];
  return stale ? ["sources.stale", "bad"] : ["sources.fresh", "good"];
}
