/** The files that were brought in: how many indicators each has, what was odd about it. */

import { X } from "lucide-react";
import { useT } from "@/i18n/language";
import { IconButton } from "@/ui/controls";
import { ShapeMark } from "@/ui/shapes";
import { troubleText } from "@/ui/trouble-notice";
import type { Document, Documents } from "./use-documents";

export function DocumentList({ documents }: { documents: Documents }) {
  const t = useT();
  if (documents.all.length === 0) return null;
  return (
    <ul aria-label={t("ask.files")} className="space-y-1">
      {documents.all.map((one) => (
        <li
          key={one.key}
          className="flex flex-wrap items-center gap-x-3 rounded-panel border border-line bg-surface py-0.5 pr-1 pl-3 text-small"
        >
          <span className="min-w-0 font-semibold wrap-anywhere">{one.name}</span>
          <Standing document={one} />
          <IconButton
            label={t("ask.removeFile", { name: one.name })}
            onClick={() => documents.remove(one.key)}
            className="ml-auto"
          >
            <X aria-hidden size={14} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

function Standing({ document: { extraction, trouble, lines } }: { document: Document }) {
  const t = useT();
  if (trouble !== null) {
    return (
      <p role="alert" className="text-error wrap-anywhere">
        {troubleText(t, trouble)}
      </p>
    );
  }
  if (extraction === null) {
    return (
      <p role="status" className="inline-flex items-center gap-1.5 text-muted">
        <ShapeMark shape="WAITING" size="size-3" />
        {t("ask.reading")}
      </p>
    );
  }
  return (
    <>
      <p role="status">{t("ask.inFile", { count: lines.length })}</p>
      <Warnings truncated={extraction.truncated} warnings={extraction.warnings} />
    </>
  );
}

/** What the server could not read, or did not go on to read. */
export function Warnings(props: { truncated: boolean; warnings: readonly string[] }) {
  const t = useT();
  const said = [...(props.truncated ? [t("ask.truncated")] : []), ...props.warnings];
  return said.map((warning) => (
    <p key={warning} className="text-suspicious wrap-anywhere">
      {warning}
    </p>
  ));
}
