/** Theme and language: two buttons in the bar, and the words of their choices. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Languages, Monitor, Moon, Sun } from "lucide-react";
import { changeMe, meQuery } from "@/api/me";
import {
  LANGUAGE_NAMES,
  LANGUAGES,
  type Language,
  speak,
  useLanguage,
  useT,
} from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { IconButton } from "@/ui/controls";
import { Select } from "@/ui/inputs";
import { chooseTheme, THEMES, type Theme, useTheme } from "@/ui/theme";

export const THEME_WORDS = {
  system: "app.themeSystem",
  light: "app.themeLight",
  dark: "app.themeDark",
} as const satisfies Record<Theme, PlainKey>;

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Speaks a language at once, and tells the account when there is one. */
export function useChooseLanguage(): (language: Language) => void {
  const queryClient = useQueryClient();
  const tell = useMutation({
    mutationFn: (locale: Language) => changeMe({ locale }),
    onSuccess: (me) => queryClient.setQueryData(meQuery.queryKey, me),
  });
  return (language) => {
    void speak(language);
    if (queryClient.getQueryData(meQuery.queryKey)) tell.mutate(language);
  };
}

/** Steps to the next theme, and to the next language. */
export function PreferenceButtons() {
  const t = useT();
  const theme = useTheme();
  const language = useLanguage();
  const chooseLanguage = useChooseLanguage();
  const nextTheme = after(THEMES, theme);
  const nextLanguage = after(LANGUAGES, language);
  const Icon = THEME_ICONS[theme];
  return (
    <>
      <IconButton
        label={t("app.themeNext", { now: t(THEME_WORDS[theme]), next: t(THEME_WORDS[nextTheme]) })}
        onClick={() => chooseTheme(nextTheme)}
      >
        <Icon aria-hidden size={16} />
      </IconButton>
      <IconButton
        label={LANGUAGE_NAMES[nextLanguage]}
        lang={nextLanguage}
        onClick={() => chooseLanguage(nextLanguage)}
      >
        <Languages aria-hidden size={16} />
      </IconButton>
    </>
  );
}

/** The same two as lists, with their labels. */
export function PreferenceLists() {
  const t = useT();
  const theme = useTheme();
  const language = useLanguage();
  const chooseLanguage = useChooseLanguage();
  const themes = THEMES.map((value) => ({ value, label: t(THEME_WORDS[value]) }));
  const languages = LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }));
  return (
    <div className="grid grid-cols-[auto_1fr] items-center gap-2 text-small">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: Select is the control */}
      <label className="contents">
        {t("app.theme")}
        <Select value={theme} options={themes} onChange={chooseTheme} />
      </label>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: Select is the control */}
      <label className="contents">
        {t("app.language")}
        <Select value={language} options={languages} onChange={chooseLanguage} />
      </label>
    </div>
  );
}

function after<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length] ?? one;
}
