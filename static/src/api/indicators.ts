/** What a pasted value is. */

import type { Detection } from "./contract";
import { write } from "./http";

/** One detection for each value (1,000 at most), in their order. */
export function detect(values: readonly string[]): Promise<Detection[]> {
  return write("POST", "/indicators/detect", { values });
}
