/** The editor in a chunk of its own, which is read when somebody edits. */

import { lazy, Suspense } from "react";
import { useT } from "@/i18n/language";
import { Loading } from "@/ui/loading";
import type { CodeEditorProps } from "./code-editor";

const CodeEditor = lazy(() => import("./code-editor"));

export function Editor(props: CodeEditorProps) {
  const t = useT();
  return (
    <div className="space-y-1">
      <Suspense fallback={<Loading />}>
        <CodeEditor {...props} />
      </Suspense>
      <p className="text-small text-muted">{t("sources.editorKeys")}</p>
    </div>
  );
}
