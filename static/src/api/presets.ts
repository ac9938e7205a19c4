/** Sets of sources that somebody named. */

import { queryOptions } from "@tanstack/react-query";
import { read, segment, send, write } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Preset = Schemas["Preset"];

export const presetsQuery = queryOptions({
  queryKey: ["presets"],
  queryFn: ({ signal }) => read<Preset[]>("/presets", { signal }),
});

export function createPreset(preset: Schemas["PresetCreate"]): Promise<{ id: string }> {
  return write("POST", "/presets", preset);
}

export async function changePreset(id: string, patch: Schemas["PresetPatch"]): Promise<void> {
  await send("PATCH", `/presets/${segment(id)}`, patch);
}

export async function deletePreset(id: string): Promise<void> {
  await send("DELETE", `/presets/${segment(id)}`);
}
