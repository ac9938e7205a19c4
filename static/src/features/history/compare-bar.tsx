/** What can be done with two requests: to see what changed from one to the other. */

import { useNavigate } from "@tanstack/react-router";
import { useKeys } from "@/app/keys";
import { Keys } from "@/app/keys-help";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";

type Props = { selected: readonly string[]; onClear: () => void };

export function CompareBar({ selected, onClear }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const [a, b] = selected;
  const compare = () => {
    if (a !== undefined && b !== undefined) void navigate({ to: "/compare", search: { a, b } });
  };
  useKeys([{ keys: "c", label: t("history.compare"), run: compare }]);
  if (a === undefined) return null;
  return (
    <section
      aria-label={t("history.selection")}
      className="sticky bottom-14 z-20 flex flex-wrap items-center gap-2 rounded-panel border border-line-strong bg-surface p-2 text-body sm:bottom-2"
    >
      <p className="px-1 font-semibold" role="status">
        {t("history.selected", { count: selected.length })}
      </p>
      {b === undefined ? (
        <p className="text-muted">{t("history.selectAnother")}</p>
      ) : (
        <Button look="main" onClick={compare}>
          {t("history.compare")}
          <span aria-hidden className="text-ink max-sm:hidden pointer-coarse:hidden">
            <Keys keys="c" />
          </span>
        </Button>
      )}
      <Button className="ml-auto" onClick={onClear}>
        {t("history.clear")}
      </Button>
    </section>
  );
}
