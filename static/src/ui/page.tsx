/**
 * The frame of every page: heading, title of the document, and where focus goes.
 *
 * After a navigation the heading takes the focus, so that a screen reader says where one is; when
 * the page put the focus somewhere itself, the title is announced instead.
 */

import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { announce } from "./announce";

type Props = {
  /** Heading, and title of the document. */
  title: string;
  /** Drawn in the heading's place, for more than text. */
  heading?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

let lastPath: string | null = null;

export function Page({ title, heading, actions, children }: Props) {
  // Where one has arrived: the page that is left must not take the next one's focus.
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Indicator Aggregator`;
  }, [title]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title may change while one reads
  useEffect(() => {
    if (path === undefined || path === lastPath) return;
    const first = lastPath === null;
    lastPath = path;
    if (first) return; // the browser has said the title itself
    const main = document.getElementById("main");
    const focused = document.activeElement;
    if (focused !== main && main?.contains(focused)) announce(title);
    else h1.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <div className="space-y-4">
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
        <h1
          ref={h1}
          tabIndex={-1}
          className="min-w-0 text-title font-semibold wrap-anywhere outline-none"
        >
          {heading ?? title}
        </h1>
        {actions !== undefined && <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
