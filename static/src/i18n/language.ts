/**
 * The page's language: the account's choice, else this browser's memory, else the browser's own.
 *
 * Components read it by `useT` and `useFormat`, and are drawn again when it changes.
 */

import { useSyncExternalStore } from "react";
import { recall, remember } from "@/ui/storage";
import en from "./en";
import { type Format, formatter } from "./format";
import { type Translate, translator } from "./translate";

export const LANGUAGES = ["en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language's name, in itself. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", fr: "Français" };

type Spoken = { language: Language; t: Translate; format: Format };

const KEY = "language";
const listeners = new Set<() => void>();
let spoken: Spoken = { language: "en", t: translator(en, "en"), format: formatter("en") };

export function useT(): Translate {
  return useSpoken().t;
}

export function useFormat(): Format {
  return useSpoken().format;
}

export function useLanguage(): Language {
  return useSpoken().language;
}

/** Reads the language's words, then speaks it and remembers it in this browser. */
export async function speak(language: Language): Promise<void> {
  if (language !== spoken.language) {
    const catalogue = language === "fr" ? (await import("./fr")).default : en;
    spoken = { language, t: translator(catalogue, language), format: formatter(language) };
    for (const listener of listeners) listener();
  }
  document.documentElement.lang = language;
  remember(KEY, language);
}

/** What to speak before anybody has signed in. */
export function languageAtStart(): Language {
  const stored = asLanguage(recall(KEY));
  const wanted = navigator.languages.map((tag) => asLanguage(tag.slice(0, 2).toLowerCase()));
  return stored ?? wanted.find((one) => one !== null) ?? "en";
}

export function asLanguage(text: string | null | undefined): Language | null {
  return LANGUAGES.find((known) => known === text) ?? null;
}

function useSpoken(): Spoken {
  return useSyncExternalStore(subscribe, current, current);
}

function current(): Spoken {
  return spoken;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
