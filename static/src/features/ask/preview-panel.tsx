/** Where the preview opens; whoever opened it finds it open the next time. */

import { ChevronDown, ChevronRight } from "lucide-react";
import { useId } from "react";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Loading } from "@/ui/loading";
import { TroubleNotice } from "@/ui/trouble-notice";
import { PreviewView } from "./preview";
import type { Previewing } from "./use-preview";

type Props = { previewing: Previewing; open: boolean; onOpen: (open: boolean) => void };

export function PreviewPanel({ previewing, open, onOpen }: Props) {
  const t = useT();
  const id = useId();
  const { preview, stale, pending, trouble, look } = previewing;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section
      aria-labelledby={id}
      className="rounded-panel border border-line bg-surface px-3 py-1.5"
    >
      <h2 id={id}>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => onOpen(!open)}
          className="flex min-h-8 w-full cursor-pointer items-center gap-1.5 text-left text-body font-semibold hover:text-accent-strong pointer-coarse:min-h-11"
        >
          <Chevron aria-hidden size={16} className="text-muted" />
          {t("ask.preview")}
        </button>
      </h2>
      {open && (
        <div aria-busy={pending} className="space-y-2 pb-2">
          {trouble !== null && <TroubleNotice trouble={trouble} />}
          {pending && preview === undefined && <Loading />}
          {!pending && (stale || preview === undefined) && (
            <Button onClick={look}>{t("ask.look")}</Button>
          )}
          {preview !== undefined && (
            <div className={stale ? "opacity-60" : ""}>
              <PreviewView preview={preview} />
            </div>
          )}
        </div>
      )}
    </section>
  );
}
