/** All sources: what each knows, whether it can be asked, how old its copy is. */

import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { troubleOf } from "@/api/http";
import { sourcesQuery } from "@/api/sources";
import { useKeys } from "@/app/keys";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { LOOKS } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import { matching } from "./matching";
import { SourceTable } from "./source-table";

export function SourcesPage() {
  const t = useT();
  const may = useMay();
  const navigate = useNavigate();
  const { q = "" } = useSearch({ from: "/shell/sources" });
  const { data, error, refetch } = useQuery(sourcesQuery);
  const input = useRef<HTMLInputElement>(null);
  const found = useMemo(() => matching(data ?? [], q), [data, q]);
  const search = (text: string) =>
    void navigate({ to: "/sources", search: text === "" ? {} : { q: text }, replace: true });
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
            onChange={(event) => search(event.target.value)}
          />
        )}
      </Field>
      {error !== null && (
        <TroubleNotice
          trouble={troubleOf(error)}
          action={{ label: t("sources.again"), run: () => void refetch() }}
        />
      )}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && found.length === 0 && (
        <EmptyState title={t("sources.noMatch", { q })}>{t("sources.noMatchNext")}</EmptyState>
      )}
      {found.length > 0 && <SourceTable sources={found} />}
    </Page>
  );
}
