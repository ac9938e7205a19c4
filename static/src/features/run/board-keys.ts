/** Keys and commands of the rows: moving, selecting, copying. */

import { useEffect, useRef } from "react";
import { type Action, useActions } from "@/app/actions";
import { type Shortcut, useKeys } from "@/app/keys";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { copyText } from "@/ui/copy-button";
import { toCsv } from "./csv";
import { defang } from "./defang";
import type { Row } from "./state";
import type { Board } from "./use-board";

/** The letters that hands know from editors, and the keys that they stand for. */
export const LETTERS: Readonly<Record<string, string>> = {
  j: "ArrowDown",
  k: "ArrowUp",
  h: "ArrowLeft",
  l: "ArrowRight",
};

const PAGE = 10;

export type Commands = Record<"defanged" | "plain" | "csv" | "all" | "none", () => void>;

/** What can be done with the selection, for buttons and keys alike. */
export function useCommands(board: Board): Commands {
  const t = useT();
  const copy = (textOf: (rows: Row[]) => string) => {
    const rows = board.chosen();
    if (rows.length === 0) return;
    copyText(textOf(rows)).then(
      () => toast(t("run.copied", { count: rows.length })),
      () => toast(t("ui.notCopied")),
    );
  };
  return {
    defanged: () => copy((rows) => lines(rows.map(({ indicator }) => defang(indicator)))),
    plain: () => copy((rows) => lines(rows.map(({ indicator }) => indicator.data))),
    csv: () => copy((rows) => toCsv(rows, board.store.state.columns)),
    all: () => board.select(board.order),
    none: () => board.select([]),
  };
}

/** The letters, each as the arrow key that it stands for. */
export function useLetters(step: (key: string) => void): void {
  const t = useT();
  const words = {
    j: t("run.keyDown"),
    k: t("run.keyUp"),
    h: t("run.keyLeft"),
    l: t("run.keyRight"),
  };
  useKeys(
    Object.entries(words).map(([keys, label]) => ({
      keys,
      label,
      run: () => step(LETTERS[keys] ?? ""),
    })),
  );
}

/** Escape, by the page itself: what is modal has its own. */
export function useEscape(run: (event: KeyboardEvent) => void): void {
  const now = useRef(run);
  useEffect(() => {
    now.current = run;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || document.querySelector("dialog:modal") !== null) return;
      now.current(event);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** Single keys, while the rows are shown. */
export function useBoardKeys(board: Board, commands: Commands): void {
  const t = useT();
  useLetters((key) => board.step(key, PAGE));
  const copying = [
    { keys: "y", label: t("run.keyDefanged"), run: commands.defanged },
    { keys: "Y", label: t("run.keyPlain"), run: commands.plain },
    { keys: "c", label: t("run.keyCsv"), run: commands.csv },
    { keys: "a", label: t("run.selectAll"), run: commands.all },
  ];
  const shortcuts: Shortcut[] = [
    {
      keys: "x",
      label: t("run.keySelect"),
      run: () => {
        const row = board.order[board.at.row];
        if (row !== undefined) board.toggle(row);
      },
    },
    ...copying,
  ];
  useKeys(shortcuts);
  useActions(copying.map(({ keys, label, run }): Action => ({ id: `rows ${keys}`, label, run })));
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
