/** Small marks beside a verdict: that a person gave it, and that the same was asked before. */

import { History, UserRoundPen } from "lucide-react";
import type { Verdict } from "@/api/types";
import { useFormat, useT } from "@/i18n/language";
import { LEVEL_WORDS } from "@/ui/level-chip";
import { useNow } from "@/ui/use-now";

/** Each with its words for whoever can't see or hovers; nothing where there is nothing to say. */
export function Marks({ verdict }: { verdict: Verdict | null }) {
  const t = useT();
  const format = useFormat();
  const now = useNow();
  if (verdict === null) return null;
  const { override, askedBefore: before } = verdict;
  const overridden =
    override !== null &&
    t("run.overriddenBy", { name: override.authorName, reason: override.reason });
  const asked =
    before !== null &&
    [
      t("run.askedBefore", { age: format.ago(before.createdAt, now) ?? before.createdAt }),
      before.userName,
      before.level === null ? null : t(LEVEL_WORDS[before.level]),
    ]
      .filter((part) => part !== null)
      .join(", ");
  return (
    <>
      {overridden !== false && (
        <span title={overridden} className="shrink-0 text-accent">
          <UserRoundPen aria-hidden size={14} />
          <span className="sr-only">{overridden}</span>
        </span>
      )}
      {asked !== false && (
        <span title={asked} className="shrink-0 text-muted">
          <History aria-hidden size={14} />
          <span className="sr-only">{asked}</span>
        </span>
      )}
    </>
  );
}
