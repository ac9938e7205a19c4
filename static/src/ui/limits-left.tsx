/** What is left of a source's limits, each with its window. */

import type { LimitLeft } from "@/api/types";
import { useFormat, useT } from "@/i18n/language";
import type { PlainKey, Translate } from "@/i18n/translate";

const WINDOWS: Readonly<Record<number, PlainKey>> = {
  1: "ui.perSecond",
  60: "ui.perMinute",
  3600: "ui.perHour",
  86400: "ui.perDay",
  604800: "ui.perWeek",
};

/** Months of the calendar have 28 to 31 days. */
const MONTH = { least: 28 * 86_400, most: 31 * 86_400 };

/** "per day", "per 90 s". */
export function windowWords(t: Translate, seconds: number): string {
  if (seconds >= MONTH.least && seconds <= MONTH.most) return t("ui.perMonth");
  const key = WINDOWS[seconds];
  return key === undefined ? t("ui.perSeconds", { seconds }) : t(key);
}

/** `wanted` is how many calls are about to be made: more than is left stands out. */
export function LimitsLeft({
  limits,
  wanted = 0,
}: {
  limits: readonly LimitLeft[];
  wanted?: number;
}) {
  const t = useT();
  const format = useFormat();
  return (
    <ul className="space-y-0.5">
      {limits.map(({ seconds, limit, left }) => (
        <li
          key={seconds}
          className={`whitespace-nowrap ${left < Math.max(1, wanted) ? "font-semibold text-suspicious" : ""}`}
        >
          {t("ui.limitLeft", {
            left: format.number(Math.max(0, left)),
            limit: format.number(limit),
            window: windowWords(t, seconds),
          })}
        </li>
      ))}
    </ul>
  );
}
