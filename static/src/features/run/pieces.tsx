/** Small pieces that answers are drawn with: tags, blocks of code. */

import { useT } from "@/i18n/language";

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
