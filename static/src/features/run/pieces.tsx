/** Small pieces that answers are drawn with: tags, blocks of code, what copies a value. */

import { ShieldCheck } from "lucide-react";
import type { Indicator } from "@/api/types";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { IconButton } from "@/ui/controls";
import { CopyButton, copyText } from "@/ui/copy-button";
import { defang } from "./defang";

export function Tags({ tags }: { tags: readonly string[] }) {
  const t = useT();
  if (tags.length === 0) return <span className="text-muted">{t("run.none")}</span>;
  return (
    <ul className="flex flex-wrap gap-1">
      {[...new Set(tags)].map((tag) => (
        <li
          key={tag}
          className="rounded-control border border-line bg-sunken px-1.5 text-small text-ink wrap-anywhere"
        >
          {tag}
        </li>
      ))}
    </ul>
  );
}

/** Text as it is, wrapped, scrolling in itself when it is long. */
export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-y-auto rounded-control border border-line bg-sunken text-ink"
    >
      <pre className="p-2.5 font-mono text-small wrap-anywhere whitespace-pre-wrap">{text}</pre>
    </section>
  );
}

/** Two buttons: the value as it is, and so that nobody follows it by mistake. */
export function CopyValue({ indicator }: { indicator: Indicator }) {
  const t = useT();
  const disarmed = defang(indicator);
  const copy = () =>
    copyText(disarmed).then(
      () => toast(t("run.copiedText", { text: disarmed })),
      () => toast(t("ui.notCopied")),
    );
  return (
    <span className="flex shrink-0">
      <CopyButton text={indicator.data} label={t("run.copy", { value: indicator.data })} />
      {disarmed !== indicator.data && (
        <IconButton label={t("run.copyOneDefanged")} onClick={copy}>
          <ShieldCheck aria-hidden size={16} />
        </IconButton>
      )}
    </span>
  );
}
