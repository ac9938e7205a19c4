/** Sentences for those who don't see the page, and toasts for those who do. */

import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useT } from "@/i18n/language";
import { IconButton } from "./controls";

type Said = { id: number; text: string; shown: boolean };

const TOAST_MILLISECONDS = 6_000;
const listeners = new Set<() => void>();
let said: readonly Said[] = [];
let count = 0;

/** Says `text` to screen readers alone. */
export function announce(text: string): void {
  say(text, false);
}

/** Says `text` to everybody, for a few seconds: that something was done. Failures stay in the page. */
export function toast(text: string): void {
  say(text, true);
}

function say(text: string, shown: boolean): void {
  count += 1;
  const id = count;
  change([...said, { id, text, shown }]);
  setTimeout(() => forget(id), TOAST_MILLISECONDS);
}

function forget(id: number): void {
  change(said.filter((one) => one.id !== id));
}

function change(next: readonly Said[]): void {
  said = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where they appear; once in the page, always there. */
export function Announcements() {
  const t = useT();
  const all = useSyncExternalStore(subscribe, () => said);
  return (
    <div
      aria-live="polite"
      data-part="announcements"
      className="pointer-events-none fixed inset-x-0 bottom-16 z-50 flex flex-col items-center gap-2 px-4 sm:bottom-6"
    >
      {all.map(({ id, text, shown }) =>
        shown ? (
          <div
            key={id}
            className="pointer-events-auto flex items-center gap-2 rounded-panel border border-line-strong bg-surface py-1 pr-1 pl-4 text-body"
          >
            {text}
            <IconButton label={t("ui.dismiss")} onClick={() => forget(id)}>
              <X aria-hidden size={16} />
            </IconButton>
          </div>
        ) : (
          <p key={id} className="sr-only">
            {text}
          </p>
        ),
      )}
    </div>
  );
}
