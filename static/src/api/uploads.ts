/** Files that are brought in, and the indicators within a file or a text. */

import { json, OURS, PREFIX, sendRaw, TroubleError, write } from "./http";
import { isObject } from "./json";
import type { Extracted, Extraction, Upload } from "./named";
import { refused, strange, UNREACHABLE } from "./trouble";

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

/**
 * The same, telling how much of it was sent, 0 to 1. `fetch` can't tell that, so it is the one call
 * that is made by XMLHttpRequest.
 */
export function uploadWatched(
  file: File,
  onSent: (part: number) => void,
  signal: AbortSignal,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${PREFIX}/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    for (const [name, value] of Object.entries(OURS)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const { status } = request;
      const body = parsed(request.responseText);
      if (status >= 400) {
        const wait = request.getResponseHeader("Retry-After");
        reject(new TroubleError(refused(status, body, wait), status));
      } else if (isUpload(body)) resolve(body);
      else reject(new TroubleError(strange("An upload's id was expected."), status));
    };
    request.onerror = () => reject(new TroubleError(UNREACHABLE));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // what is no JSON is not of our server
  }
}

function isUpload(body: unknown): body is Upload {
  return isObject(body) && typeof body.id === "string";
}
