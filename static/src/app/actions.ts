/** What the palette offers: the shell's own actions, and those that pages add while they are shown. */

import { useEffect, useRef } from "react";

export type Action = { id: string; label: string; run: () => void };

type Group = { current: readonly Action[] };

const groups = new Set<Group>();

/** Adds these to the palette while the component is shown. */
export function useActions(actions: readonly Action[]): void {
  const group = useRef(actions);
  useEffect(() => {
    group.current = actions;
  });
  useEffect(() => {
    groups.add(group);
    return () => {
      groups.delete(group);
    };
  }, []);
}

export function actionsNow(): Action[] {
  return [...groups].flatMap((group) => group.current);
}

/** Those whose label has every word that was typed, whatever its case and accents. */
export function matching(actions: readonly Action[], typed: string): readonly Action[] {
  const words = plain(typed).split(/\s+/);
  return actions.filter(({ label }) => words.every((word) => plain(label).includes(word)));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
