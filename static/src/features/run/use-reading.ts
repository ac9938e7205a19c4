/** The reader's filters, view and opened cell, as they stand in the address. */

import { useNavigate, useSearch } from "@tanstack/react-router";
import { type CellName, cellOf, cellText, type Filters, filtersOf, searchOf } from "./search";

export type View = "matrix" | "list";

export function useReading() {
  const search = useSearch({ from: "/shell/run/$id" });
  const navigate = useNavigate({ from: "/run/$id" });
  return {
    view: (search.view === "list" ? "list" : "matrix") as View,
    filters: filtersOf(search),
    opened: cellOf(search),

    show: (view: View) =>
      void navigate({
        search: ({ view: _, ...rest }) => ({ ...rest, ...(view === "list" && { view }) }),
        replace: true,
        resetScroll: false,
      }),

    filter: (filters: Filters) =>
      void navigate({
        search: ({ view, cell }) => ({
          ...(view && { view }),
          ...searchOf(filters),
          ...(cell && { cell }),
        }),
        replace: true,
        resetScroll: false,
      }),

    /** "Back" closes what is opened first, not each cell that was moved to after. */
    open: (cell: CellName) =>
      void navigate({
        search: (before) => ({ ...before, cell: cellText(cell) }),
        replace: search.cell !== undefined,
        resetScroll: false,
      }),

    close: () =>
      void navigate({
        search: ({ cell: _, ...rest }) => rest,
        replace: true,
        resetScroll: false,
      }),
  };
}

export type Reading = ReturnType<typeof useReading>;
