/**
 * The page's language: the account's choice, else this browser's memory, else the browser's own.
 *
 * Components read it by `useT` and `useFormat`, and are drawn again when it changes.
 */

import { useSyncExternalStore } from "react";
import { recall, remember } from "@/ui/storage";
import { type Format, formatter } from "./format";
import { type Catalogue, type Translate, translator } from "./translate";

export const LANGUAGES = ["en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language's name, in itself. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", fr: "Français" };

/** Each in a chunk of its own: one is read, the other is not. */
const CATALOGUES = {
  en: (): Promise<{ default: Catalogue }> => import("./en"),
  fr: (): Promise<{ default: Catalogue }> => import("./fr"),
};

type Spoken = { language: Language; t: Translate; format: Format };

const KEY = "language";
const listeners = new Set<() => void>();
let spoken: Spoken | null = null;

export function useT(): Translate {
  return useSpoken().t;
}

export function useFormat(): Format {
  return useSpoken().format;
}

export function useLanguage(): Language {
  return useSpoken().language;
}

/**
 * Reads the language's words, then speaks it and remembers it in this browser. Awaited once before
 * anything is drawn.
 */
export async function speak(language: Language): Promise<void> {
  if (language !== spoken?.language) {
    const catalogue = (await CATALOGUES[language]()).default;
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
  if (spoken === null) throw new Error("no language was spoken before something was drawn");
  return spoken;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
