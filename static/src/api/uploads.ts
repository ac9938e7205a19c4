/** Files that are brought in, and the indicators within a file or a text. */

import { json, sendRaw, write } from "./http";
import type { Extracted, Extraction, Upload } from "./named";

export type { Extracted, Extraction };

/** The server keeps it for an hour, to be named by its id once. */
export async function upload(file: File, signal?: AbortSignal): Promise<Upload> {
  const query = { name: file.name };
  const type = file.type === "" ? "application/octet-stream" : file.type;
  return json<Upload>(await sendRaw("/uploads", file, { type, query, ...(signal && { signal }) }));
}

/** Every indicator in it once, in the order of their first appearance. */
export function extract(from: { text: string } | { uploadId: string }): Promise<Extraction> {
  return write<Extraction>("POST", "/indicators/extract", from);
}
