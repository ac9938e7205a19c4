/** How often is asked again, in words. */

import type { PlainKey, Translate } from "@/i18n/translate";

const HOUR = 3_600;
const DAY = 24 * HOUR;

export const INTERVALS = [HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY] as const satisfies number[];

const WORDS: Readonly<Record<number, PlainKey>> = {
  [HOUR]: "watch.everyHour",
  [DAY]: "watch.everyDay",
  [7 * DAY]: "watch.everyWeek",
};

/** "every day", "every 6 hours". */
export function intervalWords(t: Translate, seconds: number): string {
  const key = WORDS[seconds];
  if (key !== undefined) return t(key);
  if (seconds % DAY === 0) return t("watch.everyDays", { count: seconds / DAY });
  if (seconds % HOUR === 0) return t("watch.everyHours", { count: seconds / HOUR });
  return t("watch.everyMinutes", { count: Math.round(seconds / 60) });
}
