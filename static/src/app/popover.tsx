/** A button in the bar and what hangs below it: the browser's own popover, closed by Escape. */

import { type ReactNode, useId } from "react";

type Props = {
  label: string;
  mark: ReactNode;
  className?: string;
  /** Hears whether it is open. */
  onToggle?: (open: boolean) => void;
  children: ReactNode;
};

export function Popover({ label, mark, className = "w-72", onToggle, children }: Props) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={label}
        popoverTarget={id}
        className="inline-flex min-h-8 min-w-8 cursor-pointer items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-ink pointer-coarse:min-h-11 pointer-coarse:min-w-11"
      >
        {mark}
      </button>
      <div
        id={id}
        popover="auto"
        onToggle={(event) => onToggle?.(event.newState === "open")}
        className={`fixed inset-auto top-13 right-3 m-0 max-w-[calc(100%-1.5rem)] space-y-2 rounded-panel border border-line-strong bg-surface p-4 text-body text-ink ${className}`}
      >
        {children}
      </div>
    </>
  );
}
