/** Sources as a table; on a narrow screen each is a card. */

import { Link } from "@tanstack/react-router";
import type { SourceHealth } from "@/api/source-health";
import type { Source } from "@/api/sources";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { LINK } from "@/ui/controls";
import { Cell, Row, Table } from "@/ui/table";
import { ListedHealth } from "./health-badge";
import { ActivityBadge, FeedAge, KindBadge, StateBadge } from "./source-facts";

type Props = { sources: readonly Source[]; health: ReadonlyMap<string, SourceHealth> };

export function SourceTable({ sources, health }: Props) {
  const t = useT();
  const columns = [
    t("sources.name"),
    t("sources.state"),
    t("sources.health"),
    t("sources.answersAbout"),
    t("sources.activity"),
    t("sources.copy"),
  ];
  return (
    <>
      <div className="max-sm:hidden">
        <Table label={t("sources.title")} columns={columns}>
          {sources.map((source) => (
            <Row key={source.id}>
              <Cell>
                <Name source={source} />
              </Cell>
              <Cell>
                <StateBadge source={source} />
              </Cell>
              <Cell className="whitespace-nowrap">
                <ListedHealth health={health.get(source.id)} />
              </Cell>
              <Cell>
                <Kinds source={source} />
              </Cell>
              <Cell>
                <ActivityBadge activity={source.activity} />
              </Cell>
              <Cell>
                <FeedAge source={source} />
              </Cell>
            </Row>
          ))}
        </Table>
      </div>
      <ul aria-label={t("sources.title")} className="space-y-2 sm:hidden">
        {sources.map((source) => (
          <li
            key={source.id}
            className="space-y-1.5 rounded-panel border border-line bg-surface p-3"
          >
            <Name source={source} />
            <p className="flex flex-wrap items-center gap-1.5">
              <StateBadge source={source} />
              <ListedHealth health={health.get(source.id)} />
              <ActivityBadge activity={source.activity} />
            </p>
            <Kinds source={source} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Name({ source }: { source: Source }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Link
        to="/sources/$slug"
        params={{ slug: source.slug }}
        className={`inline-block pointer-coarse:py-2.5 ${LINK}`}
      >
        {source.name}
      </Link>
      {source.providerName !== null && source.providerName !== source.name && (
        <span className="text-small text-muted">{source.providerName}</span>
      )}
      <KindBadge source={source} />
    </span>
  );
}

function Kinds({ source }: { source: Source }) {
  const t = useT();
  if (source.supportedIndicators.length === 0) return <Badge>{t("sources.noKinds")}</Badge>;
  return (
    <span className="flex flex-wrap gap-x-2 text-label text-muted">
      {source.supportedIndicators.map((kind) => (
        <span key={kind} className={source.disabledIndicators.includes(kind) ? "line-through" : ""}>
          {kind}
        </span>
      ))}
    </span>
  );
}
