/** What is selected, and what can be done with it: at the foot of the page while there is any. */

import type { ReactNode } from "react";
import { Keys } from "@/app/keys-help";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import type { Commands } from "./board-keys";

type Props = {
  count: number;
  commands: Commands;
  /** What else can be done. */
  children?: ReactNode;
};

export function SelectionBar({ count, commands, children }: Props) {
  const t = useT();
  if (count === 0) return null;
  return (
    <section
      aria-label={t("run.selection")}
      data-part="selection"
      className="sticky bottom-14 z-20 flex items-center gap-2 overflow-x-auto rounded-panel border border-line-strong bg-surface p-2 text-body sm:bottom-2 sm:flex-wrap"
    >
      <p className="px-1 font-semibold whitespace-nowrap" role="status">
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
      {children}
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
