/** What stands where there is nothing yet: why, and what to do about it. */

import type { ReactNode } from "react";

type Props = { title: string; action?: ReactNode; children?: ReactNode };

export function EmptyState({ title, action, children }: Props) {
  return (
    <div className="rounded-panel border border-line border-dashed px-4 py-10 text-center">
      <p className="text-section font-semibold">{title}</p>
      {children !== undefined && (
        <div className="mx-auto mt-1 max-w-prose text-body text-muted">{children}</div>
      )}
      {action !== undefined && <div className="mt-4 flex justify-center gap-2">{action}</div>}
    </div>
  );
}
