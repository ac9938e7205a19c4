/** What sets an indicator apart, in words. */

import type { Special } from "@/api/indicators";
import type { PlainKey } from "@/i18n/translate";

export const SPECIAL_WORDS = {
  UNSPECIFIED: "ask.specialUnspecified",
  LOOPBACK: "ask.specialLoopback",
  PRIVATE: "ask.specialPrivate",
  SHARED: "ask.specialShared",
  LINK_LOCAL: "ask.specialLinkLocal",
  BROADCAST: "ask.specialBroadcast",
  MULTICAST: "ask.specialMulticast",
  BENCHMARKING: "ask.specialBenchmarking",
  RESERVED: "ask.specialReserved",
  DOCUMENTATION: "ask.specialDocumentation",
  LOCAL_NAME: "ask.specialLocalName",
  EXAMPLE_NAME: "ask.specialExampleName",
  SPECIAL_USE: "ask.specialSpecialUse",
  ONION: "ask.specialOnion",
} as const satisfies Record<Special, PlainKey>;

/** Says something of the network that it comes from; documentation and examples do not. */
export function isInside(special: Special | null): boolean {
  return special !== null && special !== "DOCUMENTATION" && special !== "EXAMPLE_NAME";
}
