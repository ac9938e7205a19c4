/** All sources that may be asked. */

import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sourcesQuery } from "@/api/sources";
import { useMay } from "@/app/session";
import { kindWords } from "@/features/run/wording";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { LINK, LOOKS } from "@/ui/controls";
import { Page } from "@/ui/page";
import { Cell, Row, Table } from "@/ui/table";

export function SourcesPage() {
  const t = useT();
  const may = useMay();
  const { data: sources } = useSuspenseQuery(sourcesQuery);
  const create = may("source_edit") && (
    <Link to="/sources/new" className={LOOKS.plain}>
      {t("sources.new")}
    </Link>
  );
  return (
    <Page title={t("sources.title")} actions={create}>
      <Table
        label={t("sources.title")}
        columns={[t("sources.name"), t("sources.state"), t("sources.kinds")]}
      >
        {sources.map((source) => (
          <Row key={source.id}>
            <Cell>
              <Link to="/sources/$slug" params={{ slug: source.slug }} className={LINK}>
                {source.name}
              </Link>
            </Cell>
            <Cell>
              <Badge tone={source.enabled ? "good" : "plain"}>
                {t(source.enabled ? "sources.on" : "sources.off")}
              </Badge>
            </Cell>
            <Cell className="text-muted">
              {source.supportedIndicators.map((kind) => kindWords(t, kind)).join(", ")}
            </Cell>
          </Row>
        ))}
      </Table>
    </Page>
  );
}
