/** Settings between the API's JSON and what is typed. */

import type { Json } from "@/api/json";

export type Declared = {
  name: string;
  default: unknown;
  help: string;
  /** All that a text may be; none: anything. */
  choices?: readonly string[];
  required?: boolean;
};

export function declaredOf(config: readonly Json[]): Declared[] {
  return config.map((one) => ({
    name: String(one.name),
    default: one.default,
    help: String(one.help ?? ""),
  }));
}

/** What was changed from the defaults, by name. */
export function valuesOf(configValues: readonly Json[]): Map<string, unknown> {
  return new Map(configValues.map((one) => [String(one.name), one.value]));
}

/** A value as text: a list has a line for each of its items. */
export function show(value: unknown): string {
  return Array.isArray(value) ? value.join("\n") : String(value ?? "");
}

/** Text as a value of the default's type. A number that is none stays text: the server says why not. */
export function parse(text: string, like: unknown): unknown {
  if (Array.isArray(like)) return text.split("\n");
  if (typeof like === "number" && /^-?\d+$/.test(text.trim())) return Number(text);
  return text;
}

/** A list without its blank lines, of which the last is often one. */
export function withoutBlanks(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item) => String(item).trim()).filter((item) => item !== "");
}
