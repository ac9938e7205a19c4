/** What each source said of one indicator of a large request, read when it is opened. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { troubleOf } from "@/api/http";
import { type Judged, resultsQuery } from "@/api/requests";
import type { Result, RunEvent } from "@/api/types";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { troubleText } from "@/ui/trouble-notice";
import { LETTERS, useLetters } from "./board-keys";
import { Drawer } from "./drawer";
import type { CellName } from "./search";
import { RunStore } from "./store";

type Props = {
  requestId: string;
  judged: readonly Judged[];
  /** `row` is the position in the request. */
  opened: CellName;
  running: boolean;
  onOpen: (cell: CellName) => void;
  onClose: () => void;
};

export function LargeDrawer({ requestId, judged, opened, running, onOpen, onClose }: Props) {
  const t = useT();
  const { row: position, slug } = opened;
  const { data: results = NONE, error } = useQuery(resultsQuery(requestId, position));
  const at = judged.findIndex((one) => one.position === position);
  const one = judged[at];
  const store = useMemo(() => storeOf(requestId, one, results), [requestId, one, results]);
  useEffect(() => {
    if (error !== null) toast(troubleText(t, troubleOf(error)));
  }, [error, t]);

  const step = (key: string) => {
    const by = key === LETTERS.j || key === LETTERS.l ? 1 : -1;
    if (key === LETTERS.j || key === LETTERS.k) {
      const next = judged[at + by];
      if (next !== undefined) onOpen({ row: next.position, slug });
      return;
    }
    const { columns } = store.state;
    const place = columns.findIndex((column) => column.slug === slug) + by;
    onOpen({ row: position, slug: columns[place]?.slug ?? null });
  };
  useLetters(step);
  if (one === undefined) return null;
  return (
    <Drawer
      store={store}
      requestId={requestId}
      cell={{ row: 0, slug }}
      running={running && one.verdict === null}
      onStep={step}
      onSource={(other) => onOpen({ row: position, slug: other })}
      onClose={onClose}
    />
  );
}

const NONE: readonly Result[] = [];

/** A run about one indicator alone, as far as it is known. */
export function storeOf(
  requestId: string,
  one: Judged | undefined,
  results: readonly Result[],
): RunStore {
  const store = new RunStore();
  if (one === undefined) return store;
  const { indicator, verdict } = one;
  const start = { requestId, indicators: [indicator], planned: [], total: results.length };
  const events: RunEvent[] = [
    { seq: null, type: "start", data: start },
    ...results.map((data): RunEvent => ({ seq: null, type: "result", data })),
  ];
  if (verdict !== null) {
    events.push({ seq: null, type: "verdict", data: verdict });
    const counts = { found: 0, notFound: 0, skipped: 0, error: 0 };
    const done = { counts, startedAt: null, endedAt: null, cancelled: false };
    events.push({ seq: null, type: "done", data: done });
  }
  store.push(events);
  store.flush();
  return store;
}
