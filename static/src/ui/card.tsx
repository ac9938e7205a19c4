/** A panel on the page, with a heading of its own when it has a title. */

import { type ReactNode, useId } from "react";

type Props = { title?: string; actions?: ReactNode; className?: string; children: ReactNode };

export function Card({ title, actions, className = "", children }: Props) {
  const id = useId();
  const look = `rounded-panel border border-line bg-surface p-4 ${className}`;
  if (title === undefined) return <div className={look}>{children}</div>;
  return (
    <section aria-labelledby={id} className={look}>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h2 id={id} className="text-section font-semibold">
          {title}
        </h2>
        {actions !== undefined && <div className="ml-auto flex gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
