/** Small pieces that answers are drawn with: times, tags, blocks of code. */

import { ago, utc } from "./format";

/** A time in UTC with its age; the text as it came when it is no time. */
export function Time({ time, now }: { time: string; now: number }) {
  const absolute = utc(time);
  if (absolute === null) return time;
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {absolute} <span className="whitespace-nowrap text-muted">({ago(time, now)})</span>
    </time>
  );
}

export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <span className="text-muted">none</span>;
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
