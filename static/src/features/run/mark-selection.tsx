/** To be kept of a selection: watching it, or a verdict of one's own on it. */

import { Eye, UserRoundPen } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Indicator } from "@/api/types";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";

const OverrideDialog = lazy(() => import("./override-dialog"));
const WatchDialog = lazy(() => import("@/features/watch/watch-dialog"));

type Props = {
  indicators: readonly Indicator[];
  /** Who was asked about them; none means all. */
  sourceIds: readonly string[];
};

export function MarkSelection({ indicators, sourceIds }: Props) {
  const t = useT();
  const may = useMay();
  const [doing, setDoing] = useState<"watch" | "override" | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      {may("watch_edit") && (
        <Button className="text-small" onClick={() => setDoing("watch")}>
          <Eye aria-hidden size={14} />
          {t("run.watch")}
        </Button>
      )}
      {may("list_edit") && (
        <Button className="text-small" onClick={() => setDoing("override")}>
          <UserRoundPen aria-hidden size={14} />
          {t("run.override")}
        </Button>
      )}
      {doing === "watch" && (
        <Suspense>
          <WatchDialog
            watchlist={null}
            indicators={indicators}
            sourceIds={sourceIds}
            onClose={close}
          />
        </Suspense>
      )}
      {doing === "override" && (
        <Suspense>
          <OverrideDialog indicators={indicators} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
