/** The frame of pages before anybody is signed in. */

import type { ReactNode } from "react";
import { PreferenceButtons } from "./preferences";

export function Door({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col text-body">
      <header className="flex h-12 items-center gap-2 px-4 text-section font-semibold">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        Indicator Aggregator
        <span className="ml-auto flex">
          <PreferenceButtons />
        </span>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-md flex-1 px-4 pt-[8dvh] pb-8 outline-none"
      >
        {children}
      </main>
    </div>
  );
}
