/** Times, durations and numbers as the page shows them. Times are in UTC, as in logs and reports. */

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365.25 * 86_400],
  ["month", 30.44 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

export type Format = ReturnType<typeof formatter>;

/** Formats of one language; all numbers of durations are milliseconds. */
export function formatter(language: string) {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "long" });
  const now = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "second");
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const seconds = new Intl.NumberFormat(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const local = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long" });
  return {
    /** "12,345". */
    number: (value: number): string => whole.format(value),

    /** "2.5%" of 0.025. */
    percent: (part: number): string => percent.format(part),

    /** "84 ms", "1.3 s". */
    elapsed: (milliseconds: number): string =>
      milliseconds < 1000
        ? `${whole.format(milliseconds)} ms`
        : `${seconds.format(milliseconds / 1000)} s`,

    /** "3 days ago", "in 2 hours"; under a minute "now". Null of what is no time. */
    ago: (time: string, from: number): string | null => {
      const then = new Date(time).getTime();
      if (Number.isNaN(then)) return null;
      const away = (then - from) / 1000;
      const step = STEPS.find(([, length]) => Math.abs(away) >= length);
      return step === undefined ? now : relative.format(Math.trunc(away / step[1]), step[0]);
    },

    /** In the reader's own time zone, for titles. */
    local: (time: string): string | null => {
      const date = new Date(time);
      return Number.isNaN(date.getTime()) ? null : local.format(date);
    },
  };
}

/** "2026-11-20 14:05:09 UTC" of an RFC 3339 time; without the time of day when it is midnight. */
export function utc(time: string): string | null {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return null;
  const [day, clock] = date.toISOString().split("T");
  const seconds = clock?.slice(0, 8);
  return seconds === "00:00:00" ? `${day}` : `${day} ${seconds} UTC`;
}
