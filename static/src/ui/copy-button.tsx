/** Copies a text, and says so. */

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useT } from "@/i18n/language";
import { announce, toast } from "./announce";
import { IconButton } from "./controls";

const SHOWN_MILLISECONDS = 2_000;

/** `label` says what is copied: "Copy 192.0.2.55". */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    copyText(text).then(
      () => {
        setCopied(true);
        announce(t("ui.copied"));
      },
      () => toast(t("ui.notCopied")),
    );
  return (
    <IconButton label={label} onClick={copy}>
      {copied ? <Check aria-hidden size={16} /> : <Copy aria-hidden size={16} />}
    </IconButton>
  );
}

/** The clipboard; over plain HTTP browsers have only the old way to it. Rejects when neither works. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("the browser did not copy");
}
