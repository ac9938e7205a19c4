/** What was asked before: found by its value, opened, asked again. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { troubleOf } from "@/api/http";
import { requestsQuery } from "@/api/requests";
import { useKeys } from "@/app/keys";
import { useT } from "@/i18n/language";
import { LOOKS } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import { CompareBar } from "./compare-bar";
import { RequestList } from "./request-list";

const QUIET_MILLISECONDS = 250;

export function HistoryPage() {
  const t = useT();
  const { q = "" } = useSearch({ from: "/shell/history" });
  const searched = useDeferredValue(q);
  const found = useInfiniteQuery(requestsQuery(searched));
  const [selected, setSelected] = useState<readonly string[]>([]);
  const requests = useMemo(
    () => found.data?.pages.flatMap((page) => page.items) ?? [],
    [found.data],
  );
  const total = found.data?.pages.at(-1)?.total ?? 0;
  return (
    <Page title={t("history.title")}>
      <Search q={q} />
      {found.error !== null && (
        <TroubleNotice
          trouble={troubleOf(found.error)}
          action={{ label: t("history.again"), run: () => void found.refetch() }}
        />
      )}
      {found.isPending && <Loading />}
      {found.isSuccess && total === 0 && <Nothing q={searched} />}
      {requests.length > 0 && (
        <>
          <p role="status" className="text-small text-muted">
            {t("history.count", { count: total })}
          </p>
          <RequestList
            requests={requests}
            more={found.hasNextPage && !found.isFetchingNextPage ? found.fetchNextPage : null}
            selected={selected}
            onToggle={(id) => setSelected((before) => toggled(before, id))}
          />
          <CompareBar selected={selected} onClear={() => setSelected([])} />
        </>
      )}
    </Page>
  );
}

/** Two at most: of three, the first is let go. */
function toggled(selected: readonly string[], id: string): readonly string[] {
  if (selected.includes(id)) return selected.filter((one) => one !== id);
  return [...selected, id].slice(-2);
}

/** The search, in the address a moment after the last key. */
function Search({ q }: { q: string }) {
  const t = useT();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(q);
  useKeys([{ keys: "/", label: t("history.keySearch"), run: () => input.current?.focus() }]);
  useEffect(() => {
    if (typed.trim() === q) return;
    const timer = setTimeout(() => {
      const search = typed.trim() === "" ? {} : { q: typed.trim() };
      void navigate({ to: "/history", search, replace: true });
    }, QUIET_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [typed, q, navigate]);
  return (
    <Field label={t("history.search")}>
      {(given) => (
        <TextInput
          {...given}
          ref={input}
          code
          type="search"
          value={typed}
          placeholder="example.com"
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </Field>
  );
}

function Nothing({ q }: { q: string }) {
  const t = useT();
  if (q !== "") {
    return <EmptyState title={t("history.noMatch", { q })}>{t("history.noMatchNext")}</EmptyState>;
  }
  return (
    <EmptyState
      title={t("history.nothing")}
      action={
        <Link to="/" className={LOOKS.main}>
          {t("history.ask")}
        </Link>
      }
    >
      {t("history.nothingNext")}
    </EmptyState>
  );
}
