/** A key for a source, saved and linked in one go. */

import { read, segment } from "@/api/http";
import { createSecret } from "@/api/secrets";
import { changeSourceSecrets, type Source, type SourceSecret } from "@/api/sources";

/** Stores `value` as a secret of its own and puts it into the source's slot `name`. */
export async function saveKey(source: Source, name: string, value: string): Promise<void> {
  const slots = await read<SourceSecret[]>(`/sources/${segment(source.id)}/secrets`);
  const secretId = await createSecret({ name: `${source.name}: ${name}`, value });
  await changeSourceSecrets(
    source.id,
    slots.map((slot) => ({ ...slot, secretId: slot.name === name ? secretId : slot.secretId })),
  );
}
