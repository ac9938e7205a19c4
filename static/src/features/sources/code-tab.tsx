/** A source's code: edit, try on a sample, save. */

import { useState } from "react";
import { troubleOf } from "@/api/http";
import type { Source } from "@/api/sources";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { TroubleNotice } from "@/ui/trouble-notice";
import type { CodeLanguage } from "./editor/code-editor";
import { Editor } from "./editor/editor";
import { marksOf } from "./editor/marks";
import { TestRun } from "./test-run";
import { useChangeSource } from "./use-change";
import { useTest } from "./use-test";
import { useUnsaved } from "./use-unsaved";

export function CodeTab({ source, mayEdit }: { source: Source; mayEdit: boolean }) {
  const t = useT();
  const saved = source.sourceCode ?? "";
  const [code, setCode] = useState(saved);
  const changing = useChangeSource(source);
  const changed = code !== saved;
  const test = useTest(source.id, source.supportedIndicators, () => ({ sourceCode: code }));
  const trouble = changing.error === null ? null : troubleOf(changing.error);
  const save = () => {
    if (mayEdit && changed && !changing.isPending) changing.mutate({ sourceCode: code });
  };
  useUnsaved(changed, t("sources.leave"));
  return (
    <div className="space-y-3">
      <Editor
        label={t("sources.codeOf", { name: source.name })}
        language={source.kind as CodeLanguage}
        value={code}
        onChange={setCode}
        marks={[...marksOf(trouble), ...test.marks]}
        onRun={test.run}
        onSave={save}
      />
      {trouble !== null && <TroubleNotice trouble={trouble} />}
      {mayEdit && (
        <div className="flex flex-wrap items-center gap-3">
          <Button look="main" disabled={!changed || changing.isPending} onClick={save}>
            {t("sources.saveCode")}
          </Button>
          {changed && (
            <Button onClick={() => setCode(saved)} disabled={changing.isPending}>
              {t("sources.discard")}
            </Button>
          )}
          <span className="text-small text-muted">
            {t(changed ? "sources.unsaved" : "sources.isSaved")}
          </span>
        </div>
      )}
      {mayEdit && <TestRun test={test} />}
    </div>
  );
}
