/** One source: what it is, and its code. */

import { useSuspenseQuery } from "@tanstack/react-query";
import { notFound, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type Source, sourcesQuery } from "@/api/sources";
import { CodeBlock } from "@/features/run/pieces";
import { kindWords } from "@/features/run/wording";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { OutLink } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Page } from "@/ui/page";
import { Tabs } from "@/ui/tabs";

const TABS = ["overview", "code"] as const;

export function SourcePage() {
  const t = useT();
  const navigate = useNavigate();
  const { slug } = useParams({ from: "/shell/sources/$slug" });
  const { tab } = useSearch({ from: "/shell/sources/$slug" });
  const { data: sources } = useSuspenseQuery(sourcesQuery);
  const source = sources.find((one) => one.slug === slug);
  if (source === undefined) throw notFound();
  const shown = TABS.find((known) => known === tab) ?? "overview";
  return (
    <Page title={source.name}>
      <Tabs
        label={source.name}
        tabs={[
          { value: "overview", label: t("sources.overview") },
          { value: "code", label: t("sources.code") },
        ]}
        value={shown}
        onChange={(next) =>
          void navigate({
            to: ".",
            search: next === "overview" ? {} : { tab: next },
            replace: true,
          })
        }
      >
        {shown === "overview" ? <Overview source={source} /> : <Code source={source} />}
      </Tabs>
    </Page>
  );
}

function Overview({ source }: { source: Source }) {
  const t = useT();
  return (
    <Card title={t("sources.overview")}>
      <p className="max-w-prose">{source.description}</p>
      {source.url !== "" && (
        <p className="mt-2">
          <OutLink url={source.url}>{source.url}</OutLink>
        </p>
      )}
      <p className="mt-3 text-small text-muted">{t("sources.kinds")}</p>
      <ul className="mt-1 flex flex-wrap gap-1">
        {source.supportedIndicators.map((kind) => (
          <li key={kind}>
            <Badge>{kindWords(t, kind)}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Code({ source }: { source: Source }) {
  const t = useT();
  if (source.sourceCode === null) {
    return <EmptyState title={t("sources.builtIn")}>{t("sources.builtInWhy")}</EmptyState>;
  }
  return <CodeBlock label={t("sources.code")} text={source.sourceCode} />;
}
