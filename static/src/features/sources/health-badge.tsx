/** How a source does, wherever it is shown. */

import { Link } from "@tanstack/react-router";
import type { SourceHealth } from "@/api/source-health";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { standingOf } from "./standing";

const TONES = { FAILING: "bad", AILING: "warning", WELL: "good", QUIET: "plain" } as const;

export function HealthBadge({ health }: { health: SourceHealth }) {
  const t = useT();
  const { level, why } = standingOf(health);
  return <Badge tone={TONES[level]}>{t(why)}</Badge>;
}

/** In a list: what does well stays in the background, what does not leads to its page on health. */
export function ListedHealth({ health }: { health: SourceHealth | undefined }) {
  const t = useT();
  const standing = health === undefined ? null : standingOf(health);
  if (health === undefined || standing === null || standing.level === "QUIET") {
    return <span className="text-muted max-sm:hidden">—</span>;
  }
  if (standing.level === "WELL") {
    return <span className="text-small text-muted">{t(standing.why)}</span>;
  }
  return (
    <Link
      to="/sources/$slug"
      params={{ slug: health.slug }}
      search={{ tab: "health" }}
      title={health.lastFailure?.detail}
      className="inline-block rounded-control pointer-coarse:py-2.5"
    >
      <HealthBadge health={health} />
      <span className="sr-only"> ({health.name})</span>
    </Link>
  );
}
