/** Places in the code that the server's sentences name: "source.py, line 3, column 5: …". */

import type { Trouble } from "@/api/trouble";
import type { Mark } from "./code-editor";

const PLACE = /source\.\w+, line (\d+)(?:, column (\d+))?: (.+)/s;

export function marksOf(trouble: Trouble | null): Mark[] {
  return (trouble?.details ?? []).flatMap((detail) => {
    const found = PLACE.exec(detail);
    if (found === null) return [];
    return [{ line: Number(found[1]), column: Number(found[2] ?? 0), message: found[3] ?? "" }];
  });
}
