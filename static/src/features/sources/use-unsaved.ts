/** Asks before a page with unsaved work is left. */

import { useBlocker } from "@tanstack/react-router";

export function useUnsaved(unsaved: boolean, question: string): void {
  useBlocker({
    shouldBlockFn: ({ current, next }) => {
      // Another tab of the same page keeps nothing either: it counts as leaving.
      const same = current.pathname === next.pathname && current.search === next.search;
      return unsaved && !same && !window.confirm(question);
    },
    enableBeforeUnload: unsaved,
  });
}
