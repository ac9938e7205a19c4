/** Markings in words, TLP's and PAP's alike. */

import type { Pap, Tlp } from "@/api/requests";
import type { PlainKey } from "@/i18n/translate";

export const MARKING_WORDS = {
  CLEAR: "ask.markClear",
  GREEN: "ask.markGreen",
  AMBER: "ask.markAmber",
  AMBER_STRICT: "ask.markAmberStrict",
  RED: "ask.markRed",
} as const satisfies Record<Tlp | Pap, PlainKey>;
