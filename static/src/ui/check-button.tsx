/**
 * A box to tick in a row of a list. It is a button: an input would keep single keys from working
 * while it has the focus.
 */

import { Check } from "lucide-react";

type Props = { label: string; checked: boolean; onToggle: () => void; className?: string };

export function CheckButton({ label, checked, onToggle, className = "" }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      onClick={onToggle}
      className={`shrink-0 cursor-pointer p-2 pointer-coarse:p-3.5 ${className}`}
    >
      <CheckMark checked={checked} />
    </button>
  );
}

/** The box alone. */
export function CheckMark({ checked }: { checked: boolean }) {
  return (
    <span
      className={`flex size-4 items-center justify-center rounded border ${checked ? "border-accent bg-accent text-on-accent" : "border-line-strong"}`}
    >
      {checked && <Check aria-hidden size={12} strokeWidth={3} />}
    </span>
  );
}
