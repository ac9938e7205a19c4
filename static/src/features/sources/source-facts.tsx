/** Short facts about a source, each the same wherever it is shown. */

import type { Source } from "@/api/sources";
import { useFormat, useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Badge } from "@/ui/badge";
import { RelativeTime } from "@/ui/time";
import { TemplateBadge } from "./generic/template-badge";

export const ACTIVITY = {
  LOCAL: "sources.activityLocal",
  PASSIVE: "sources.activityPassive",
  ACTIVE: "sources.activityActive",
  PUBLIC: "sources.activityPublic",
} as const satisfies Record<Source["activity"], PlainKey>;

export const ACTIVITY_ABOUT = {
  LOCAL: "sources.aboutLocal",
  PASSIVE: "sources.aboutPassive",
  ACTIVE: "sources.aboutActive",
  PUBLIC: "sources.aboutPublic",
} as const satisfies Record<Source["activity"], PlainKey>;

export function ActivityBadge({ activity }: { activity: Source["activity"] }) {
  const t = useT();
  const tone = activity === "LOCAL" ? "good" : activity === "PASSIVE" ? "plain" : "warning";
  return (
    <span title={t(ACTIVITY_ABOUT[activity])}>
      <Badge tone={tone}>{t(ACTIVITY[activity])}</Badge>
    </span>
  );
}

/** What somebody made it of; nothing when it comes with the program. */
export function KindBadge({ source: { kind, template } }: { source: Source }) {
  if (template) return <TemplateBadge of={template} />;
  if (kind === "SYSTEM") return null;
  return <Badge>{kind === "PYTHON" ? "Python" : "JavaScript"}</Badge>;
}

/** Whether it would be asked, and if not, why. */
export function StateBadge({ source }: { source: Source }) {
  const t = useT();
  if (!source.enabled) return <Badge>{t("sources.off")}</Badge>;
  if (source.missingSecrets.length > 0) return <Badge tone="warning">{t("sources.noKey")}</Badge>;
  if (copyOf(source) === "missing") return <Badge tone="warning">{t("sources.noCopy")}</Badge>;
  if (copyOf(source) === "stale") return <Badge tone="bad">{t("sources.stale")}</Badge>;
  return <Badge tone="good">{t("sources.ready")}</Badge>;
}

/** The age of the local copy, and its size. */
export function FeedAge({ source }: { source: Source }) {
  const t = useT();
  const format = useFormat();
  if (source.feed === null) return <span className="text-muted">—</span>;
  const oldest = oldestOf(source);
  if (oldest === null) return <span className="text-muted">{t("sources.never")}</span>;
  const rows = source.feed.parts.reduce((sum, part) => sum + (part.rows ?? 0), 0);
  return (
    <span className="whitespace-nowrap">
      <RelativeTime time={oldest} />{" "}
      <span className="text-muted">· {t("sources.rows", { rows: format.number(rows) })}</span>
    </span>
  );
}

/** How the local copy is; a source without one is "none". */
export function copyOf(source: Source): "none" | "missing" | "stale" | "fresh" {
  if (source.feed === null) return "none";
  const oldest = oldestOf(source);
  if (oldest === null) return "missing";
  const age = (Date.now() - Date.parse(oldest)) / 1000;
  // Without an age it never is too old.
  return age > (source.feed.maxAgeSeconds ?? Number.POSITIVE_INFINITY) ? "stale" : "fresh";
}

function oldestOf(source: Source): string | null {
  const times = source.feed?.parts.flatMap(({ asOf }) => (asOf ? [asOf] : [])) ?? [];
  return times.length === 0
    ? null
    : times.reduce((a, b) => (Date.parse(a) < Date.parse(b) ? a : b));
}
