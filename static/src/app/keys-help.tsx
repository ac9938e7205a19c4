/** The help on keys: what works on this page, and the switch for single keys. */

import { useState } from "react";
import { useT } from "@/i18n/language";
import { Dialog } from "@/ui/dialog";
import { Checkbox } from "@/ui/inputs";
import { allowSingleKeys, shortcutsNow, useSingleKeys } from "./keys";
import { changeOverlay } from "./overlay";

export function KeysHelp() {
  const t = useT();
  const [shortcuts] = useState(shortcutsNow);
  return (
    <Dialog title={t("app.keys")} onClose={() => changeOverlay(null)}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
        {shortcuts.map(({ keys, label }) => (
          <div key={keys} className="contents">
            <dt>
              <Keys keys={keys} />
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-4 border-line border-t pt-2">
        <SingleKeysChoice />
      </div>
    </Dialog>
  );
}

export function SingleKeysChoice() {
  const t = useT();
  return (
    <Checkbox
      label={t("app.singleKeys")}
      checked={useSingleKeys()}
      onChange={(event) => allowSingleKeys(event.target.checked)}
    />
  );
}

export function Keys({ keys }: { keys: string }) {
  return (
    <span className="flex gap-1">
      {keys.split(" ").map((key) => (
        <kbd
          key={key}
          className="rounded-control border border-line-strong bg-sunken px-1.5 font-mono text-small whitespace-nowrap"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
