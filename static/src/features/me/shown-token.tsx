/** A token that was just made: to be copied now, as it is never shown again. */

import { useEffect, useRef } from "react";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { CopyButton } from "@/ui/copy-button";

export function ShownToken({ credential, onClose }: { credential: string; onClose: () => void }) {
  const t = useT();
  const text = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new token takes the focus
  useEffect(() => text.current?.focus(), [credential]);
  return (
    <div role="status" className="rounded-panel border border-accent p-3">
      <p className="font-semibold">{t("me.copyNow")}</p>
      <p className="mt-1 flex flex-wrap items-center gap-2">
        <code ref={text} tabIndex={-1} className="font-mono wrap-anywhere outline-none">
          {credential}
        </code>
        <CopyButton text={credential} label={t("me.copyToken")} />
      </p>
      <p className="mt-1 text-small text-muted">
        {t("me.useToken")} <code className="font-mono">Authorization: Token …</code>
      </p>
      <Button look="quiet" className="mt-1" onClick={onClose}>
        {t("me.doneCopying")}
      </Button>
    </div>
  );
}
