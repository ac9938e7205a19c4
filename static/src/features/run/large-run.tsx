/**
 * A request in the background: thousands of indicators with their verdicts, page by page as they are
 * scrolled to, while it runs and after. What each source said of one is read when it is opened.
 */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { troubleOf } from "@/api/http";
import { judgedQuery, type Request, requestQuery } from "@/api/requests";
import { LEVELS, type Level } from "@/api/types";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { LEVEL_INK, LEVEL_WORDS } from "@/ui/level-chip";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { ShapeMark } from "@/ui/shapes";
import { TroubleNotice } from "@/ui/trouble-notice";
import { useEscape } from "./board-keys";
import { LargeActions } from "./large-actions";
import { LargeDrawer } from "./large-drawer";
import { LargeHeader } from "./large-header";
import { LargeList } from "./large-list";
import { LargeSelection } from "./large-selection";
import { useReading } from "./use-reading";

const POLL_MILLISECONDS = 2_000;
const VERDICTS_MILLISECONDS = 5_000;
/** More pages than these are read anew only when somebody says so. */
const PAGES_READ_ANEW = 3;

function isOver({ state }: Request): boolean {
  return state === "DONE" || state === "CANCELLED";
}

export default function LargeRun({ id, begin }: { id: string; begin: Request }) {
  const t = useT();
  const { filters, filter, opened, open, close } = useReading();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set<number>());
  const { data: request = begin } = useQuery({
    ...requestQuery(id),
    refetchInterval: ({ state }) =>
      state.data === undefined || isOver(state.data) ? false : POLL_MILLISECONDS,
  });
  const level = levelOf(filters.outcomes);
  const over = isOver(request);
  const found = useInfiniteQuery({
    ...judgedQuery(id, level, over),
    refetchInterval: ({ state }) =>
      !over && (state.data?.pages.length ?? 0) <= PAGES_READ_ANEW ? VERDICTS_MILLISECONDS : false,
    placeholderData: keepPreviousData,
  });
  const judged = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  useEscape(() => {
    if (opened !== null) close();
    else setSelected(new Set());
  });
  const others = request.indicatorCount - 1;
  return (
    <Page
      title={t("run.titleMany", { value: request.data, count: others })}
      heading={
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-mono wrap-anywhere">{request.data}</span>
          {t("run.andMore", { count: others })}
        </span>
      }
      actions={<LargeActions request={request} />}
    >
      <LargeHeader request={request} />
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1 space-y-3">
          <div className="flex flex-wrap items-center gap-2">
            <Levels
              level={level}
              onChange={(next) => filter({ ...filters, outcomes: next === null ? [] : [next] })}
            />
            {!over && (
              <Button look="quiet" onClick={() => void found.refetch()}>
                {t("run.readAnew")}
              </Button>
            )}
          </div>
          {found.error !== null && (
            <TroubleNotice
              trouble={troubleOf(found.error)}
              action={{ label: t("run.readAnew"), run: () => void found.refetch() }}
            />
          )}
          {found.isPending && <Loading />}
          {found.isSuccess && judged.length === 0 && (
            <EmptyState title={t(over ? "run.nothingShown" : "run.nothingYet")} />
          )}
          {judged.length > 0 && (
            <LargeList
              judged={judged}
              running={!over}
              selected={selected}
              onSelect={setSelected}
              onOpen={(row) => open({ row, slug: null })}
              more={found.hasNextPage && !found.isFetchingNextPage ? found.fetchNextPage : null}
            />
          )}
          <LargeSelection judged={judged} selected={selected} onSelect={setSelected} />
        </div>
        {opened !== null && (
          <LargeDrawer
            requestId={id}
            judged={judged}
            opened={opened}
            running={!over}
            onOpen={open}
            onClose={close}
          />
        )}
      </div>
    </Page>
  );
}

/** The server filters by one level; of an address with more of them the worst counts. */
function levelOf(outcomes: readonly string[]): Level | null {
  return LEVELS.find((level) => outcomes.includes(level)) ?? null;
}

type LevelsProps = { level: Level | null; onChange: (level: Level | null) => void };

function Levels({ level, onChange }: LevelsProps) {
  const t = useT();
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{t("run.verdict")}</legend>
      {LEVELS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === level}
          onClick={() => onChange(one === level ? null : one)}
          className={`inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-control border border-line-strong bg-surface px-2 text-small font-semibold hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-informational-back pointer-coarse:min-h-11 ${LEVEL_INK[one]}`}
        >
          <ShapeMark shape={one} size="size-3" />
          {t(LEVEL_WORDS[one])}
        </button>
      ))}
    </fieldset>
  );
}
