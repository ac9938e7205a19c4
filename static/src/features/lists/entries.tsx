/** The entries of a list, searched by the server; of a million only what is seen is in the page. */

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { X } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { troubleOf } from "@/api/http";
import {
  deleteEntry,
  entriesQuery,
  type IgnoreEntry,
  type IgnoreList,
  listsQuery,
} from "@/api/lists";
import { kindWords } from "@/features/run/wording";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { Loading } from "@/ui/loading";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice, troubleText } from "@/ui/trouble-notice";
import { useWindowRows } from "@/ui/use-window-rows";
import { MATCHING_WORDS } from "./matchings";

const ROW = 36;
const NARROW_ROW = 60;
const QUIET_MILLISECONDS = 250;

export function Entries({ list, mayEdit }: { list: IgnoreList; mayEdit: boolean }) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const q = useSettled(typed.trim());
  const found = useInfiniteQuery({
    ...entriesQuery(list.id, q),
    placeholderData: keepPreviousData,
  });
  const entries = useMemo(
    () => found.data?.pages.flatMap((page) => page.items) ?? [],
    [found.data],
  );
  const total = found.data?.pages.at(-1)?.total ?? 0;
  return (
    <section aria-label={t("lists.entries")} className="min-w-0 space-y-2">
      <Field label={t("lists.search")}>
        {(input) => (
          <TextInput
            {...input}
            code
            type="search"
            value={typed}
            placeholder="example.com"
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      {found.error !== null && <TroubleNotice trouble={troubleOf(found.error)} />}
      {found.isPending && <Loading />}
      {found.isSuccess && total === 0 && (
        <EmptyState title={t(q === "" ? "lists.empty" : "lists.noEntry")} />
      )}
      {entries.length > 0 && (
        <>
          <p role="status" className="text-small text-muted">
            {t("lists.count", { count: total })}
          </p>
          <Rows
            listId={list.id}
            entries={entries}
            mayEdit={mayEdit}
            more={found.hasNextPage && !found.isFetchingNextPage ? found.fetchNextPage : null}
          />
        </>
      )}
    </section>
  );
}

/** A text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), QUIET_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return useDeferredValue(settled);
}

type RowsProps = {
  listId: string;
  entries: readonly IgnoreEntry[];
  mayEdit: boolean;
  more: (() => unknown) | null;
};

function Rows({ listId, entries, mayEdit, more }: RowsProps) {
  const t = useT();
  const client = useQueryClient();
  const deleting = useMutation({
    mutationFn: (id: string) => deleteEntry(listId, id),
    onError: (error) => toast(troubleText(t, troubleOf(error))),
    onSuccess: () => client.invalidateQueries({ queryKey: listsQuery.queryKey }),
  });
  const { ref, top, rows, drawn } = useWindowRows<HTMLUListElement>({
    count: entries.length,
    row: ROW,
    narrowRow: NARROW_ROW,
    more,
  });
  return (
    <ul
      ref={ref}
      aria-label={t("lists.entries")}
      className="relative rounded-panel border border-line bg-surface"
      style={{ height: rows.getTotalSize() + 2 }}
    >
      {drawn.map(({ index, start, size }) => {
        const entry = entries[index];
        return (
          entry !== undefined && (
            <li
              key={entry.id}
              className="absolute inset-x-0 top-0 flex items-center gap-x-3 border-line border-t pr-1 pl-3 text-small hover:bg-sunken [&:nth-child(1)]:border-0"
              style={{ height: size, transform: `translateY(${start - top}px)` }}
            >
              <Entry entry={entry} />
              {mayEdit && (
                <IconButton
                  label={t("lists.remove", { entry: entry.data })}
                  disabled={deleting.isPending}
                  onClick={() => deleting.mutate(entry.id)}
                >
                  <X aria-hidden size={14} />
                </IconButton>
              )}
            </li>
          )
        );
      })}
    </ul>
  );
}

function Entry({
  entry: { data, matching, indicatorKind, comment, expiresAt },
}: {
  entry: IgnoreEntry;
}) {
  const t = useT();
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 sm:flex-nowrap">
      <span className="min-w-0 truncate font-mono max-sm:basis-full" title={data}>
        {data}
      </span>
      {matching !== "EXACT" && <Badge>{t(MATCHING_WORDS[matching])}</Badge>}
      {indicatorKind !== null && (
        <span className="whitespace-nowrap text-muted">{kindWords(t, indicatorKind)}</span>
      )}
      <span className="ml-auto flex min-w-0 gap-x-3 text-muted">
        {comment !== "" && (
          <span className="truncate" title={comment}>
            {comment}
          </span>
        )}
        {expiresAt !== null && (
          <span className="whitespace-nowrap">
            {t("lists.until")} <RelativeTime time={expiresAt} />
          </span>
        )}
      </span>
    </div>
  );
}
