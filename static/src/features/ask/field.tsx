/** The look of inputs and what stands around them. */

import type { ReactNode } from "react";

export const LABEL = "block text-small font-semibold text-ink";
export const HINT = "mt-1.5 text-small text-muted";
export const FIELD =
  "block min-h-8 w-full min-w-0 rounded-control border border-line-strong bg-surface px-2.5 font-mono text-body text-ink aria-invalid:border-error pointer-coarse:min-h-11 pointer-coarse:text-base";

export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="mt-1.5 text-small font-medium text-error wrap-anywhere">
      {children}
    </p>
  );
}
