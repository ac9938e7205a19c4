/** What a pasted value is. */

import { write } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** The name of a kind: of one that comes with the program, or that users defined. */
export type Kind = Schemas["AskedIndicator"]["kind"] & string;

export type Special = Schemas["Special"];

export type Detection = {
  /** As it was given. */
  value: string;
  indicator: { data: string; kind: Kind } | null;
  /** What else it may be. */
  alternatives: readonly Kind[];
  reason: string;
  /** Why it is no indicator. */
  error: string | null;
  special: Special | null;
  /** No source outside is told of it. */
  staysInside: boolean;
};

/** One detection for each value (1,000 at most), in their order. */
export async function detect(values: readonly string[]): Promise<Detection[]> {
  const found = await write<Schemas["Detected"][]>("POST", "/indicators/detect", { values });
  return found.map((one) => ({
    value: one.value,
    indicator: one.indicator ?? null,
    alternatives: one.alternatives ?? [],
    reason: one.reason ?? "",
    error: one.error ?? null,
    special: one.special ?? null,
    staysInside: one.staysInside ?? false,
  }));
}
