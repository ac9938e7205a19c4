/** The palette: a value to ask about, a page to go to, or something to do, by typing. */

import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useT } from "@/i18n/language";
import { ModalFrame } from "@/ui/dialog";
import { chooseTheme, THEMES } from "@/ui/theme";
import { type Action, actionsNow, matching } from "./actions";
import { DESTINATIONS } from "./navigation";
import { changeOverlay } from "./overlay";
import { THEME_WORDS, useChooseLanguage } from "./preferences";
import { useMay, useSignOut } from "./session";

export default function Palette({ text }: { text: string }) {
  const t = useT();
  const id = useId();
  const [typed, setTyped] = useState(text);
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const groups = useGroups(typed.trim());
  const actions = groups.flatMap((group) => group.actions);
  const optionId = (action: Action) => `${id}-${actions.indexOf(action)}`;
  const close = () => changeOverlay(null);
  const current = actions[Math.min(chosen, actions.length - 1)];

  const run = (action: Action) => {
    close();
    action.run();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && current !== undefined) run(current);
    else if (step !== undefined) setChosen((chosen + step + actions.length) % actions.length);
    else return;
    event.preventDefault();
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another option is chosen
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  return (
    <ModalFrame label={t("app.palette")} onClose={close} className="mt-[12dvh] max-w-xl">
      <input
        type="text"
        role="combobox"
        aria-label={t("app.palette")}
        aria-expanded
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={current && optionId(current)}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
        placeholder={t("app.palettePlaceholder")}
        className="h-12 w-full border-line border-b bg-surface px-4 text-base text-ink outline-none placeholder:text-muted"
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t("app.palette")}
        className="max-h-[60dvh] overflow-y-auto p-2"
      >
        {groups.map(({ heading, actions }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group within a listbox is no fieldset
          <div key={heading} role="group" aria-label={heading}>
            <p aria-hidden className="px-2 pt-2 text-label text-muted">
              {heading}
            </p>
            {actions.map((action) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way is the input's
              <div
                key={action.id}
                id={optionId(action)}
                role="option"
                tabIndex={-1}
                aria-selected={action === current}
                onClick={() => run(action)}
                className="flex min-h-8 cursor-pointer items-center rounded-control px-2 text-body wrap-anywhere hover:bg-sunken aria-selected:bg-sunken aria-selected:text-accent pointer-coarse:min-h-11"
              >
                {action.label}
              </div>
            ))}
          </div>
        ))}
      </div>
    </ModalFrame>
  );
}

type Group = { heading: string; actions: readonly Action[] };

/** What fits to `typed`; the value itself can always be asked about. */
function useGroups(typed: string): Group[] {
  const t = useT();
  const may = useMay();
  const navigate = useNavigate();
  const [ofPage] = useState(actionsNow);
  const settings = useSettings();
  const pages = DESTINATIONS.filter(({ needs }) => may(needs)).map(({ to, label }) => ({
    id: to,
    label: t(label),
    run: () => void navigate({ to }),
  }));
  const ask = {
    id: "ask",
    label: t("app.askAbout", { value: typed }),
    run: () => void navigate({ to: "/", search: { value: typed } }),
  };
  const found = [
    { heading: t("app.paletteThisPage"), actions: matching(ofPage, typed) },
    { heading: t("app.palettePages"), actions: matching(pages, typed) },
    { heading: t("app.paletteSettings"), actions: matching(settings, typed) },
    { heading: t("app.paletteValue"), actions: typed !== "" && may("request_create") ? [ask] : [] },
  ];
  return found.filter(({ actions }) => actions.length > 0);
}

/** Theme, language, help, end of the session. */
function useSettings(): Action[] {
  const t = useT();
  const signOut = useSignOut();
  const language = useLanguage();
  const chooseLanguage = useChooseLanguage();
  return [
    ...THEMES.map((theme) => ({
      id: `theme ${theme}`,
      label: t("app.themeIs", { theme: t(THEME_WORDS[theme]) }),
      run: () => chooseTheme(theme),
    })),
    ...LANGUAGES.filter((one) => one !== language).map((one) => ({
      id: `language ${one}`,
      label: LANGUAGE_NAMES[one],
      run: () => chooseLanguage(one),
    })),
    { id: "keys", label: t("app.keys"), run: () => changeOverlay({ name: "keys" }) },
    { id: "sign-out", label: t("app.signOut"), run: () => void signOut() },
  ];
}
