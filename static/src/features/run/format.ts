/** Times and durations as the page shows them. Times are in UTC, as in logs and reports. */

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "long" });

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365.25 * 86_400],
  ["month", 30.44 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "2026-11-20 14:05:09 UTC" of an RFC 3339 time; without the time of day when it is midnight. */
export function utc(time: string): string | null {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return null;
  const [day, clock] = date.toISOString().split("T");
  const seconds = clock?.slice(0, 8);
  return seconds === "00:00:00" ? `${day}` : `${day} ${seconds} UTC`;
}

/** "3 days ago", "in 2 hours"; under a minute "just now". */
export function ago(time: string, now: number): string | null {
  const then = new Date(time).getTime();
  if (Number.isNaN(then)) return null;
  const seconds = (then - now) / 1000;
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  if (step === undefined) return "just now";
  return RELATIVE.format(Math.trunc(seconds / step[1]), step[0]);
}

/** "84 ms", "1.3 s". */
export function elapsed(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** "1 source", "3 sources". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
