/** Changes, one a row; only those that are seen are in the page, the next are read at their end. */

import type { Change, Compared } from "@/api/verdicts";
import { Value } from "@/features/run/value";
import { useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { LevelChip } from "@/ui/level-chip";
import { ShapeMark } from "@/ui/shapes";
import { useWindowRows } from "@/ui/use-window-rows";
import { tagsChanged } from "./tags";

const ROW = 44;
const NARROW_ROW = 100;

type Props = { changes: readonly Change[]; more: (() => unknown) | null };

export function ChangeList({ changes, more }: Props) {
  const t = useT();
  const { ref, top, rows, drawn } = useWindowRows<HTMLUListElement>({
    count: changes.length,
    row: ROW,
    narrowRow: NARROW_ROW,
    more,
  });
  return (
    <ul
      ref={ref}
      aria-label={t("compare.list")}
      className="relative rounded-panel border border-line bg-surface"
      style={{ height: rows.getTotalSize() + 2 }}
    >
      {drawn.map(({ index, start, size }) => {
        const change = changes[index];
        return (
          change !== undefined && (
            <li
              key={`${change.indicator.kind} ${change.indicator.data} ${change.sourceId}`}
              className="absolute inset-x-0 top-0 border-line border-t px-3 text-small [&:nth-child(1)]:border-0"
              style={{ height: size, transform: `translateY(${start - top}px)` }}
            >
              <ChangeRow change={change} />
            </li>
          )
        );
      })}
    </ul>
  );
}

const SORTS = {
  CHANGED: "compare.changed",
  NEW: "compare.new",
  GONE: "compare.gone",
} as const satisfies Record<Change["change"], PlainKey>;

function ChangeRow({
  change: { indicator, sourceId, sourceName, change, before, after },
}: {
  change: Change;
}) {
  const t = useT();
  return (
    <div className="flex h-full flex-wrap content-center items-center gap-x-4 sm:flex-nowrap">
      <span className="w-20 shrink-0 text-muted">{t(SORTS[change])}</span>
      <Value text={indicator.data} className="sm:flex-1 sm:basis-0" />
      <span
        className={`truncate max-sm:basis-full sm:w-44 ${sourceId === null ? "font-semibold" : ""}`}
      >
        {sourceId === null ? t("compare.verdict") : (sourceName ?? t("compare.goneSource"))}
      </span>
      <span className="flex min-w-0 items-center gap-x-2 sm:w-80 sm:shrink-0">
        <Side cell={before} />
        <span aria-hidden>→</span>
        <span className="sr-only">{t("compare.became")}</span>
        <Side cell={after} />
      </span>
      <span className="min-w-0 truncate text-muted max-sm:basis-full sm:flex-1 sm:basis-0">
        {tagsChanged(before, after).join(" ")}
      </span>
    </div>
  );
}

const STATUSES = {
  FOUND: "run.found",
  NOT_FOUND: "run.notFound",
  SKIPPED: "run.skipped",
  ERROR: "run.error",
} as const satisfies Record<NonNullable<Compared["status"]>, PlainKey>;

/** A level where there is one, else how asking ended. */
function Side({ cell }: { cell: Compared | null }) {
  const t = useT();
  if (cell === null) return <span className="text-muted">—</span>;
  const { status, level, score } = cell;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      {level !== null ? (
        <LevelChip level={level} />
      ) : (
        <span className={status === "ERROR" ? "text-error" : "text-muted"}>
          {status === "ERROR" && <ShapeMark shape="ERROR" size="mr-1 inline size-3" />}
          {status === null ? "—" : t(STATUSES[status])}
        </span>
      )}
      {score}
    </span>
  );
}
