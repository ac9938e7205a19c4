/** How an entry is compared, in words. */

import type { Matching } from "@/api/named";
import type { PlainKey } from "@/i18n/translate";

export const MATCHING_WORDS = {
  EXACT: "lists.matchExact",
  SUBDOMAIN: "lists.matchSubdomain",
  CIDR: "lists.matchCidr",
  WILDCARD: "lists.matchWildcard",
  REGEX: "lists.matchRegex",
  SUBSTRING: "lists.matchSubstring",
} as const satisfies Record<Matching, PlainKey>;
