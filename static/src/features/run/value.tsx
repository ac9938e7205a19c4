/** An indicator's value on one line: what is too long loses its middle, never its end. */

const TAIL = 12;

/** The whole of it is there for reading out, selecting and copying. */
export function Value({ text, className = "" }: { text: string; className?: string }) {
  const cut = Math.max(0, text.length - TAIL);
  return (
    <bdi
      dir="ltr"
      title={text}
      className={`flex min-w-0 overflow-hidden font-mono whitespace-pre ${className}`}
    >
      <span className="truncate">{text.slice(0, cut)}</span>
      <span className="shrink-0">{text.slice(cut)}</span>
    </bdi>
  );
}
