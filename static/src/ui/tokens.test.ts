import { expect, it } from "vitest";
import css from "./tokens.css?raw";

/** Each colour as [light, dark]. */
const TOKENS = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name, light, dark]) => [name, [light, dark]] as const,
  ),
);

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio of WCAG 2. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const STATES = ["malicious", "suspicious", "benign", "informational", "unknown", "error"];
const TEXTS: [string, string][] = [
  ...STATES.flatMap((state): [string, string][] => [
    [state, `${state}-back`],
    [state, "surface"],
    ["ink", `${state}-back`],
    ["muted", `${state}-back`],
    ["accent", `${state}-back`],
  ]),
  ...["page", "surface", "sunken"].flatMap((back): [string, string][] => [
    ["ink", back],
    ["muted", back],
    ["accent", back],
    ["accent-strong", back],
  ]),
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
];

it.each(TEXTS)("%s can be read on %s", (text, back) => {
  for (const theme of [0, 1]) {
    const pair = [TOKENS.get(text)?.[theme], TOKENS.get(back)?.[theme]] as [string, string];
    expect(contrast(...pair)).toBeGreaterThanOrEqual(4.5);
  }
});

it("draws the borders of inputs so that they are seen", () => {
  for (const theme of [0, 1]) {
    const pair = [TOKENS.get("line-strong")?.[theme], TOKENS.get("surface")?.[theme]];
    expect(contrast(...(pair as [string, string]))).toBeGreaterThanOrEqual(3);
  }
});
