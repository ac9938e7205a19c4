/** An indicator's value on one line: what is too long loses its middle, never its end. */

const TAIL = 12;
/** Up to here it is one piece: two of them are read out with a pause between. */
const SHORT = 16;

/** The whole of it is there for reading out, selecting and copying. */
export function Value({ text, className = "" }: { text: string; className?: string }) {
  const cut = text.length <= SHORT ? text.length : text.length - TAIL;
  return (
    <bdi
      dir="ltr"
      title={text}
      className={`flex min-w-0 overflow-hidden font-mono whitespace-pre ${className}`}
    >
      <span className="truncate">{text.slice(0, cut)}</span>
      {cut < text.length && <span className="shrink-0">{text.slice(cut)}</span>}
    </bdi>
  );
}
