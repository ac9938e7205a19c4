/** Where a key leads within a grid of rows and columns. */

export type Place = { row: number; column: number };
export type Size = { rows: number; columns: number; page: number };

type Move = (at: Place, size: Size) => Place;

const MOVES: Record<string, Move> = {
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  PageDown: ({ row, column }, { page }) => ({ row: row + page, column }),
  PageUp: ({ row, column }, { page }) => ({ row: row - page, column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
  "Ctrl+home": () => ({ row: 0, column: 0 }),
  "Ctrl+end": (_at, { rows, columns }) => ({ row: rows - 1, column: columns - 1 }),
};

/** The place after `key`, within the grid; null when it is no key that moves, or there is no row. */
export function move(key: string, at: Place, size: Size): Place | null {
  const made = MOVES[key]?.(at, size);
  if (made === undefined || size.rows === 0) return null;
  return { row: within(made.row, size.rows), column: within(made.column, size.columns) };
}

function within(at: number, count: number): number {
  return Math.max(0, Math.min(at, count - 1));
}
