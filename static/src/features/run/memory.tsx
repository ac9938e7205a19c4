/** What is remembered of an indicator: the verdict that a person gave, and who asked before. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserRoundPen } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { troubleOf } from "@/api/http";
import type { AskedBefore, Indicator } from "@/api/types";
import { deleteOverride, memoryQuery, type Override } from "@/api/verdicts";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Button, LINK } from "@/ui/controls";
import { LevelChip } from "@/ui/level-chip";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice } from "@/ui/trouble-notice";

const OverrideDialog = lazy(() => import("./override-dialog"));
const SHOWN = 5;

/** `requestId` is the one that is read: it is no earlier one. */
export function MemoryOf({ indicator, requestId }: { indicator: Indicator; requestId: string }) {
  const t = useT();
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const { data } = useQuery(memoryQuery(indicator));
  const override = data?.override ?? null;
  const others = data?.requests.filter((one) => one.requestId !== requestId) ?? [];
  return (
    <div className="space-y-2 text-small">
      {override !== null && <Overridden override={override} indicator={indicator} />}
      {others.length > 0 && <Before requests={others} requestId={requestId} />}
      {may("list_edit") && override === null && (
        <Button look="quiet" className="-ml-2" onClick={() => setEditing(true)}>
          <UserRoundPen aria-hidden size={14} />
          {t("run.override")}
        </Button>
      )}
      {editing && (
        <Suspense>
          <OverrideDialog indicators={[indicator]} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </div>
  );
}

type OverriddenProps = { override: Override; indicator: Indicator };

/** Whose word it is and why; whoever may edit lists may take it back. */
function Overridden({ override, indicator }: OverriddenProps) {
  const t = useT();
  const may = useMay();
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => deleteOverride(override.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: memoryQuery(indicator).queryKey });
      toast(t("run.overrideGone"));
    },
  });
  const { pattern, level, reason, authorName, createdAt, expiresAt } = override;
  return (
    <section
      aria-label={t("run.overridden")}
      className="space-y-1 rounded-panel border border-accent px-3 py-2"
    >
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <UserRoundPen aria-hidden size={14} className="text-accent" />
        <span className="font-semibold">{t("run.overridden")}</span>
        <LevelChip level={level} />
        {pattern !== indicator.data && (
          <span className="font-mono wrap-anywhere text-muted">{pattern}</span>
        )}
      </p>
      <p className="wrap-anywhere">{reason}</p>
      <p className="flex flex-wrap items-center gap-x-2 text-muted">
        {authorName} <RelativeTime time={createdAt} />
        {expiresAt !== null && (
          <span>
            {t("run.overrideUntil")} <RelativeTime time={expiresAt} />
          </span>
        )}
        {may("list_edit") && (
          <Button look="quiet" disabled={removing.isPending} onClick={() => removing.mutate()}>
            {t("run.overrideEnd")}
          </Button>
        )}
      </p>
      {removing.error !== null && <TroubleNotice trouble={troubleOf(removing.error)} />}
    </section>
  );
}

type BeforeProps = { requests: readonly AskedBefore[]; requestId: string };

function Before({ requests, requestId: now }: BeforeProps) {
  const t = useT();
  return (
    <details>
      <summary className="w-fit py-0.5 text-ink pointer-coarse:py-3">
        {t("run.askedTimes", { count: requests.length })}
      </summary>
      <ul className="mt-1 space-y-1">
        {requests.slice(0, SHOWN).map(({ requestId, createdAt, userName, level }) => (
          <li key={requestId} className="flex flex-wrap items-center gap-x-2">
            {level !== null && <LevelChip level={level} />}
            <Link
              to="/run/$id"
              params={{ id: requestId }}
              className={`inline-block pointer-coarse:py-2.5 ${LINK}`}
            >
              <RelativeTime time={createdAt} />
            </Link>
            <span className="text-muted">{userName}</span>
            <Link
              to="/compare"
              search={{ a: requestId, b: now }}
              className={`ml-auto inline-block pointer-coarse:py-2.5 ${LINK}`}
            >
              {t("run.compare")}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
