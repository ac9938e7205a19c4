/** A plain table in a frame that scrolls sideways by itself, also by keyboard. */

import type { ReactNode } from "react";

type Props = {
  label: string;
  columns: readonly string[];
  /** Which column has numbers, if any: its head stands over their ends. */
  numeric?: number;
  children: ReactNode;
};

/** `children` are rows (`<Row>`) of cells (`<Cell>`). */
export function Table({ label, columns, numeric, children }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a landmark would repeat the heading's, a fieldset is for inputs
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-panel border border-line bg-surface"
    >
      <table className="w-full border-collapse text-small">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th
                key={column}
                scope="col"
                className={`px-3 py-1.5 text-label font-semibold text-muted whitespace-nowrap ${index === numeric ? "text-right" : "text-left"}`}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function Row({ children }: { children: ReactNode }) {
  return <tr className="h-7.5 border-line border-t hover:bg-sunken">{children}</tr>;
}

export function Cell({ children, className = "" }: { children?: ReactNode; className?: string }) {
  return <td className={`px-3 py-1 ${className}`}>{children}</td>;
}
