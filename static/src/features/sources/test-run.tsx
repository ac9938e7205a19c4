/** The form of a test run, and its outcome: answer, logs, times, error with its place. */

import type { TrialOutcome } from "@/api/sources";
import { ElementList } from "@/features/run/element-view";
import { CodeBlock, Tags } from "@/features/run/pieces";
import { useFormat, useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { LevelChip } from "@/ui/level-chip";
import { TroubleNotice } from "@/ui/trouble-notice";
import { useNow } from "@/ui/use-now";
import { logText } from "./log-text";
import type { Test } from "./use-test";

const STATUS = {
  FOUND: "sources.found",
  NOT_FOUND: "sources.notFound",
  ERROR: "sources.failed",
  SKIPPED: "sources.skipped",
} as const satisfies Record<TrialOutcome["status"], PlainKey>;

export function TestRun({ test }: { test: Test }) {
  const t = useT();
  return (
    <Card title={t("sources.testTitle")}>
      <form
        className="max-w-xl"
        onSubmit={(event) => {
          event.preventDefault();
          test.run();
        }}
      >
        <Field label={t("sources.testValue")} help={t("sources.testHelp")}>
          {(input) => (
            <div className="flex gap-2">
              <TextInput
                {...input}
                code
                value={test.value}
                onChange={(event) => test.setValue(event.target.value)}
              />
              <Button type="submit" disabled={test.isRunning || test.value.trim() === ""}>
                {t(test.isRunning ? "sources.testing" : "sources.test")}
              </Button>
            </div>
          )}
        </Field>
      </form>
      <div aria-live="polite" className="mt-3 space-y-3">
        {test.trouble !== null && <TroubleNotice trouble={test.trouble} />}
        {test.trouble === null && test.result !== null && <Outcome result={test.result} />}
      </div>
    </Card>
  );
}

function Outcome({ result }: { result: TrialOutcome }) {
  const t = useT();
  const format = useFormat();
  const now = useNow();
  const { status, verdict, score, error, tags, elements, logs, raw } = result;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={status === "ERROR" ? "bad" : "plain"}>{t(STATUS[status])}</Badge>
        {verdict !== null && <LevelChip level={verdict} />}
        {score !== null && <span>{t("sources.score", { score })}</span>}
        <span className="text-small text-muted">
          {t("sources.took", {
            total: format.elapsed(result.totalMs),
            code: format.elapsed(result.codeMs),
          })}
        </span>
      </p>
      {error !== null && (
        <div role="alert" className="space-y-2">
          <p className="text-error wrap-anywhere">
            {error.line > 0 && `${t("sources.line", { line: error.line })} `}
            {error.detail}
          </p>
          {error.traceback !== "" && (
            <CodeBlock label={t("sources.traceback")} text={error.traceback} />
          )}
        </div>
      )}
      {tags.length > 0 && <Tags tags={tags} />}
      <ElementList elements={elements} now={now} />
      {logs.length > 0 && (
        <div>
          <h3 className="text-small font-semibold">{t("sources.logs")}</h3>
          <CodeBlock label={t("sources.logs")} text={logText(logs)} />
        </div>
      )}
      {raw !== null && (
        <details>
          <summary className="w-fit text-small pointer-coarse:py-3">{t("sources.raw")}</summary>
          <CodeBlock label={t("sources.raw")} text={JSON.stringify(raw, null, 2)} />
        </details>
      )}
    </>
  );
}
