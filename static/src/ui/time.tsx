/** Times: the moment in UTC, its age, and the reader's own time on hover. */

import { utc } from "@/i18n/format";
import { useFormat } from "@/i18n/language";
import { useNow } from "./use-now";

/** A time in UTC with its age; the text as it came when it is no time. */
export function Time({ time, now }: { time: string; now: number }) {
  const format = useFormat();
  const absolute = utc(time);
  if (absolute === null) return time;
  return (
    <time dateTime={time} title={format.local(time) ?? undefined}>
      {absolute} <span className="whitespace-nowrap text-muted">({format.ago(time, now)})</span>
    </time>
  );
}

/** "3 minutes ago", kept true while it is shown. */
export function RelativeTime({ time }: { time: string }) {
  const now = useNow();
  const format = useFormat();
  return (
    <time dateTime={time} title={utc(time) ?? undefined} className="whitespace-nowrap">
      {format.ago(time, now) ?? time}
    </time>
  );
}
