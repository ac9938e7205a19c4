/** Two requests side by side: what changed first, then what is new, then what is gone. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowLeftRight } from "lucide-react";
import { useMemo, useState } from "react";
import { troubleOf } from "@/api/http";
import type { Request } from "@/api/requests";
import { type Change, type Comparison, comparisonQuery } from "@/api/verdicts";
import { useFormat, useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Button, LINK, LOOKS } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { LevelChip } from "@/ui/level-chip";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice } from "@/ui/trouble-notice";
import { ChangeList } from "./change-list";

export function ComparePage() {
  const t = useT();
  const { a, b } = useSearch({ from: "/shell/compare" });
  if (a !== undefined && b !== undefined) return <Compared a={a} b={b} />;
  return (
    <Page title={t("compare.title")}>
      <EmptyState
        title={t("compare.choose")}
        action={
          <Link to="/history" className={LOOKS.main}>
            {t("compare.toHistory")}
          </Link>
        }
      >
        {t("compare.chooseHow")}
      </EmptyState>
    </Page>
  );
}

function Compared({ a, b }: { a: string; b: string }) {
  const t = useT();
  const navigate = useNavigate();
  const [shown, setShown] = useState<Change["change"] | null>(null);
  const found = useInfiniteQuery(comparisonQuery(a, b));
  const first = found.data?.pages[0]?.body;
  const changes = useMemo(
    () =>
      (found.data?.pages.flatMap((part) => part.body.changes) ?? []).filter(
        ({ change }) => shown === null || change === shown,
      ),
    [found.data, shown],
  );
  const swap = () => void navigate({ to: "/compare", search: { a: b, b: a }, replace: true });
  return (
    <Page
      title={t("compare.title")}
      actions={
        <Button onClick={swap}>
          <ArrowLeftRight aria-hidden size={14} />
          {t("compare.swap")}
        </Button>
      }
    >
      {found.error !== null && <TroubleNotice trouble={troubleOf(found.error)} />}
      {found.isPending && <Loading />}
      {first !== undefined && (
        <>
          <div className="grid gap-3 sm:grid-cols-2">
            <Side title={t("compare.before")} request={first.a} />
            <Side title={t("compare.after")} request={first.b} />
          </div>
          <Counts counts={first.counts} shown={shown} onShow={setShown} />
          {changes.length === 0 && !found.hasNextPage ? (
            <EmptyState title={t("compare.same")} />
          ) : (
            <ChangeList
              changes={changes}
              more={found.hasNextPage && !found.isFetchingNextPage ? found.fetchNextPage : null}
            />
          )}
        </>
      )}
    </Page>
  );
}

function Side({ title, request }: { title: string; request: Request }) {
  const t = useT();
  const others = request.indicatorCount - 1;
  return (
    <section aria-label={title} className="rounded-panel border border-line bg-surface p-3">
      <h2 className="text-small font-semibold text-muted">{title}</h2>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link
          to="/run/$id"
          params={{ id: request.id }}
          className={`inline-block font-mono wrap-anywhere pointer-coarse:py-2.5 ${LINK}`}
        >
          {request.data}
        </Link>
        {others > 0 && <span>{t("run.andMore", { count: others })}</span>}
        {request.verdict !== null && <LevelChip level={request.verdict} />}
      </p>
      <p className="text-small text-muted">
        <RelativeTime time={request.createdAt} />
      </p>
    </section>
  );
}

const CHANGES = [
  ["CHANGED", "changed", "compare.changed"],
  ["NEW", "new", "compare.new"],
  ["GONE", "gone", "compare.gone"],
] as const satisfies readonly (readonly [Change["change"], keyof Comparison["counts"], PlainKey])[];

type CountsProps = {
  counts: Comparison["counts"];
  shown: Change["change"] | null;
  onShow: (change: Change["change"] | null) => void;
};

/** How much there is of each sort, and a way to see one of them alone. */
function Counts({ counts, shown, onShow }: CountsProps) {
  const t = useT();
  const format = useFormat();
  return (
    <fieldset className="flex flex-wrap items-center gap-2 text-small">
      <legend className="sr-only">{t("compare.sorts")}</legend>
      {CHANGES.map(([change, count, words]) => (
        <button
          key={change}
          type="button"
          aria-pressed={change === shown}
          onClick={() => onShow(change === shown ? null : change)}
          className="inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-control border border-line-strong bg-surface px-2 font-semibold hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-informational-back pointer-coarse:min-h-11"
        >
          {t(words)} <span className="text-muted">{format.number(counts[count])}</span>
        </button>
      ))}
      <span className="text-muted">{t("compare.unchanged", { count: counts.same })}</span>
    </fieldset>
  );
}
