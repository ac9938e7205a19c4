/** All sources: what each knows, whether it can be asked, how old its copy is. */

import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { troubleOf } from "@/api/http";
import { allHealthQuery, type SourceHealth } from "@/api/source-health";
import { sourcesQuery } from "@/api/sources";
import { useKeys } from "@/app/keys";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { Button, LOOKS } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { ShapeMark } from "@/ui/shapes";
import { TroubleNotice } from "@/ui/trouble-notice";
import { matching } from "./matching";
import { SourceTable } from "./source-table";
import { needsAttention } from "./standing";

/** The value of `only` in the address. */
const ATTENTION = "attention";

export function SourcesPage() {
  const t = useT();
  const may = useMay();
  const navigate = useNavigate();
  const { q = "", only } = useSearch({ from: "/shell/sources" });
  const { data, error, refetch } = useQuery(sourcesQuery);
  const input = useRef<HTMLInputElement>(null);
  const health = useHealthOfAll();
  const asked = useMemo(() => matching(data ?? [], q), [data, q]);
  const ailing = asked.filter((source) => needsAttention(source, health.get(source.id)));
  const found = only === ATTENTION ? ailing : asked;
  const show = (text: string, attention: boolean) =>
    void navigate({
      to: "/sources",
      search: { ...(text !== "" && { q: text }), ...(attention && { only: ATTENTION }) },
      replace: true,
    });
  useKeys([{ keys: "/", label: t("sources.keySearch"), run: () => input.current?.focus() }]);
  const actions = may("source_edit") && (
    <Link to="/sources/new" className={LOOKS.main}>
      {t("sources.new")}
    </Link>
  );
  return (
    <Page title={t("sources.title")} actions={actions}>
      <Field label={t("sources.search")}>
        {(given) => (
          <TextInput
            {...given}
            ref={input}
            type="search"
            value={q}
            placeholder={t("sources.searchExample")}
            onChange={(event) => show(event.target.value, only === ATTENTION)}
          />
        )}
      </Field>
      {(ailing.length > 0 || only === ATTENTION) && (
        <Button
          aria-pressed={only === ATTENTION}
          onClick={() => show(q, only !== ATTENTION)}
          className="aria-pressed:border-accent aria-pressed:bg-sunken"
        >
          <span className="text-suspicious">
            <ShapeMark shape="SUSPICIOUS" size="size-3.5" />
          </span>
          {t("sources.attention", { count: ailing.length })}
        </Button>
      )}
      {error !== null && (
        <TroubleNotice
          trouble={troubleOf(error)}
          action={{ label: t("sources.again"), run: () => void refetch() }}
        />
      )}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && asked.length === 0 && (
        <EmptyState title={t("sources.noMatch", { q })}>{t("sources.noMatchNext")}</EmptyState>
      )}
      {asked.length > 0 && found.length === 0 && (
        <EmptyState title={t("sources.allWell")}>{t("sources.allWellNext")}</EmptyState>
      )}
      {found.length > 0 && <SourceTable sources={found} health={health} />}
    </Page>
  );
}

/** By source; empty for who may not see it, and until it is known. */
function useHealthOfAll(): ReadonlyMap<string, SourceHealth> {
  const may = useMay();
  const { data } = useQuery({ ...allHealthQuery, enabled: may("request_view") });
  return useMemo(() => new Map(data?.map((one) => [one.sourceId, one])), [data]);
}
