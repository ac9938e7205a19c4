/** What sources can be made of, in the reader's language; of one that is not here, in the server's. */

import type { PlainKey, Translate } from "@/i18n/translate";
import type { Template } from "./queries";

/** Name, and what it is for. */
const WORDS: Readonly<Record<string, readonly [PlainKey, PlainKey]>> = {
  "csv-feed": ["sources.csvFeed", "sources.csvFeedFor"],
  "http-api": ["sources.httpApi", "sources.httpApiFor"],
  "json-feed": ["sources.jsonFeed", "sources.jsonFeedFor"],
  "misp-feed": ["sources.mispFeed", "sources.mispFeedFor"],
  "misp-instance": ["sources.mispInstance", "sources.mispInstanceFor"],
  "misp-module": ["sources.mispModule", "sources.mispModuleFor"],
  "stix-bundle": ["sources.stixBundle", "sources.stixBundleFor"],
  taxii: ["sources.taxii", "sources.taxiiFor"],
  "text-feed": ["sources.textFeed", "sources.textFeedFor"],
};

export function templateName(t: Translate, { template, name }: Template): string {
  const words = WORDS[template];
  return words === undefined ? name : t(words[0]);
}

export function templatePurpose(t: Translate, { template, description }: Template): string {
  const words = WORDS[template];
  return words === undefined ? description : t(words[1]);
}
