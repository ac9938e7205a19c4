/** Light, dark, or as the system has it. public/theme.js sets it again before the next first paint. */

import { useState } from "react";

const THEMES = { system: "System", light: "Light", dark: "Dark" } as const;
type Theme = keyof typeof THEMES;

export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(stored);
  const choose = (chosen: Theme) => {
    setTheme(chosen);
    remember(chosen);
    if (chosen === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
  };
  return (
    <label className="flex items-center gap-2 text-small text-muted">
      <span className="max-sm:sr-only">Theme</span>
      <select
        value={theme}
        onChange={(event) => choose(event.target.value as Theme)}
        className="min-h-8 rounded-control border border-line bg-surface px-1.5 text-small text-ink pointer-coarse:min-h-11"
      >
        {Object.entries(THEMES).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

function stored(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === "light" || theme === "dark" ? theme : "system";
}

function remember(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // storage may be forbidden: the choice then holds until the page is closed
  }
}
