/** One source: what it is, its settings, its code with a test run, its keys, limits, runs. */

import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { troubleOf } from "@/api/http";
import { type Source, sourcesQuery } from "@/api/sources";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { EmptyState } from "@/ui/empty-state";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { Tabs } from "@/ui/tabs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { CodeTab } from "./code-tab";
import { DeleteSource } from "./delete-source";
import { FeedTab } from "./feed-tab";
import { HealthTab } from "./health-tab";
import { LimitsTab } from "./limits-tab";
import { Overview } from "./overview";
import { RunsTab } from "./runs-tab";
import { Slots } from "./slots";
import { StateBadge } from "./source-facts";
import { TryTab } from "./try-tab";

const TABS = ["overview", "health", "feed", "code", "try", "keys", "limits", "runs"] as const;
type Tab = (typeof TABS)[number];

export function SourcePage() {
  const t = useT();
  const { slug } = useParams({ from: "/shell/sources/$slug" });
  const { data, error } = useQuery(sourcesQuery);
  const source = data?.find((one) => one.slug === slug);
  if (error !== null) {
    return (
      <Page title={slug}>
        <TroubleNotice trouble={troubleOf(error)} />
      </Page>
    );
  }
  if (data === undefined) return <Loading />;
  if (source === undefined) {
    return (
      <Page title={slug}>
        <EmptyState title={t("sources.unknown")}>{t("sources.unknownNext")}</EmptyState>
      </Page>
    );
  }
  return <Known source={source} />;
}

function Known({ source }: { source: Source }) {
  const t = useT();
  const may = useMay();
  const navigate = useNavigate();
  const { tab: wanted } = useSearch({ from: "/shell/sources/$slug" });
  const ofUser = source.kind !== "SYSTEM";
  const isMade = ofUser || Boolean(source.template);
  const mayTry = may(ofUser ? "source_code" : "source_edit");
  const labels: Record<Tab, string | null> = {
    overview: t("sources.overview"),
    health: may("request_view") ? t("sources.health") : null,
    feed: source.feed !== null ? t("sources.feed") : null,
    code: ofUser ? t("sources.code") : null,
    try: ofUser || !mayTry ? null : t("sources.try"),
    keys: isMade || source.key !== "NONE" ? t("sources.keys") : null,
    limits: source.activity !== "LOCAL" ? t("sources.limits") : null,
    runs: source.feed !== null || source.taskEnabled ? t("sources.runs") : null,
  };
  const tabs = TABS.flatMap((value) => {
    const label = labels[value];
    return label === null ? [] : [{ value, label }];
  });
  const tab = tabs.find(({ value }) => value === wanted)?.value ?? "overview";
  const change = (next: Tab) =>
    void navigate({
      to: "/sources/$slug",
      params: { slug: source.slug },
      search: next === "overview" ? {} : { tab: next },
      replace: true,
    });
  const heading = (
    <span className="flex flex-wrap items-center gap-3">
      {source.name} <StateBadge source={source} />
    </span>
  );
  return (
    <Page
      title={source.name}
      heading={heading}
      actions={isMade && may("source_edit") && <DeleteSource source={source} />}
    >
      <Tabs label={source.name} tabs={tabs} value={tab} onChange={change}>
        {tab === "overview" && <Overview key={source.version} source={source} />}
        {tab === "health" && <HealthTab key={source.id} source={source} />}
        {tab === "feed" && <FeedTab key={source.id} source={source} />}
        {tab === "code" && <CodeTab key={source.id} source={source} mayEdit={mayTry} />}
        {tab === "try" && <TryTab source={source} />}
        {tab === "keys" && <Slots key={source.version} source={source} />}
        {tab === "limits" && <LimitsTab source={source} />}
        {tab === "runs" && <RunsTab source={source} />}
      </Tabs>
    </Page>
  );
}
