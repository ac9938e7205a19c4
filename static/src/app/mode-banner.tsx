/** One line on every page while the appliance asks nobody: it is offline, or replays a recording. */

import { useQuery } from "@tanstack/react-query";
import { readinessQuery } from "@/api/health";
import { useT } from "@/i18n/language";
import { ShapeMark } from "@/ui/shapes";

export function ModeBanner() {
  const t = useT();
  const { data } = useQuery(readinessQuery);
  if (!data?.offline && !data?.replay) return null;
  return (
    <aside
      aria-label={t("app.mode")}
      className="flex items-center justify-center gap-2 border-line border-b bg-suspicious-back px-3 py-1 text-small text-suspicious"
    >
      <ShapeMark shape="INFORMATIONAL" size="size-3.5" />
      <p className="min-w-0">{t(data.replay ? "app.modeReplay" : "app.modeOffline")}</p>
    </aside>
  );
}
