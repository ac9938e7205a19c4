/** What is selected, and what can be done with it: at the foot of the page while there is any. */

import type { ReactNode } from "react";
import { Keys } from "@/app/keys-help";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import type { Commands } from "./board-keys";
import type { Board } from "./use-board";

export function SelectionBar({ board, commands }: { board: Board; commands: Commands }) {
  const t = useT();
  const count = board.selected.size;
  if (count === 0) return null;
  return (
    <section
      aria-label={t("run.selection")}
      data-part="selection"
      className="sticky bottom-14 z-20 flex flex-wrap items-center gap-2 rounded-panel border border-line-strong bg-surface p-2 text-body sm:bottom-2"
    >
      <p className="px-1 font-semibold" role="status">
        {t("run.selected", { count })}
      </p>
      <Command keys="y" run={commands.defanged}>
        {t("run.copyDefanged")}
      </Command>
      <Command keys="Y" run={commands.plain}>
        {t("run.copyPlain")}
      </Command>
      <Command keys="c" run={commands.csv}>
        {t("run.copyCsv")}
      </Command>
      <span className="flex gap-2 sm:ml-auto">
        <Command keys="a" run={commands.all}>
          {t("run.selectAll")}
        </Command>
        <Command keys="Esc" run={commands.none}>
          {t("run.selectNone")}
        </Command>
      </span>
    </section>
  );
}

function Command({ keys, run, children }: { keys: string; run: () => void; children: ReactNode }) {
  return (
    <Button onClick={run} className="text-small">
      {children}
      <span aria-hidden className="max-sm:hidden pointer-coarse:hidden">
        <Keys keys={keys} />
      </span>
    </Button>
  );
}
