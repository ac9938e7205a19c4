/** How a request in the background stands. */

import type { Request } from "@/api/requests";
import { useFormat, useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { ShapeMark } from "@/ui/shapes";
import { Markings } from "./markings";

export function LargeHeader({ request }: { request: Request }) {
  const t = useT();
  const format = useFormat();
  const { state, progress, counts, indicatorCount } = request;
  const { done, total } = progress;
  const words = [
    t("run.rows", { count: indicatorCount }),
    t("run.progress", { done, count: total }),
    ...(counts === null
      ? []
      : [
          t("run.countFound", { count: counts.found ?? 0 }),
          ...(counts.error ? [t("run.countError", { count: counts.error })] : []),
          ...(counts.skipped ? [t("run.countSkipped", { count: counts.skipped })] : []),
        ]),
  ];
  const isOpen = state === "RUNNING" || state === "PAUSED";
  const share = total === 0 ? 0 : Math.floor((100 * done) / total);
  return (
    <div className="space-y-1.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-small" data-part="counts">
        <State state={state} />
        <Markings request={request} />
        <span>{words.join(" · ")}</span>
        {isOpen && <span className="text-muted">{format.number(share)} %</span>}
      </div>
      {isOpen && (
        <progress
          className="bar block w-full"
          value={done}
          max={Math.max(1, total)}
          aria-label={t("run.sourcesDone")}
        />
      )}
    </div>
  );
}

function State({ state }: Pick<Request, "state">) {
  const t = useT();
  if (state === "RUNNING") {
    return (
      <Badge>
        <ShapeMark shape="WAITING" size="size-3" /> {t("run.stateRunning")}
      </Badge>
    );
  }
  if (state === "PAUSED") return <Badge tone="warning">{t("run.statePaused")}</Badge>;
  if (state === "CANCELLED") return <Badge tone="warning">{t("run.stateCancelled")}</Badge>;
  return <Badge tone="good">{t("run.stateDone")}</Badge>;
}
