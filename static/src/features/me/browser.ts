/** A browser and its system by name, as far as its own word (`User-Agent`) tells. */

const BROWSERS: readonly [string, RegExp][] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//],
  ["Safari", /\bSafari\//],
  ["curl", /^curl\//],
];

const SYSTEMS: readonly [string, RegExp][] = [
  ["Android", /Android/],
  ["iOS", /iPhone|iPad/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X/],
  ["Linux", /Linux/],
];

/** "Firefox, Linux"; null of what is none that is known. */
export function browserOf(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const named = (of: readonly [string, RegExp][]) =>
    of.find(([, mark]) => mark.test(userAgent))?.[0];
  const names = [named(BROWSERS), named(SYSTEMS)].filter((name) => name !== undefined);
  return names.length === 0 ? null : names.join(", ");
}
