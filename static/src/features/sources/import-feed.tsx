/** A file of a feed that was carried in: chosen, sent, loaded; what came of it. */

import { type FormEvent, useState } from "react";
import { useFormat, useT } from "@/i18n/language";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Select } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { Refused } from "./refusal";
import { type Importing, useImport } from "./use-import";

const BY_CONTENT = "";

export function ImportFeed({ slug, parts }: { slug: string; parts: readonly string[] }) {
  const t = useT();
  const [file, setFile] = useState<File | null>(null);
  const [part, setPart] = useState(BY_CONTENT);
  const importing = useImport(slug);
  const load = (force: boolean) => {
    if (file !== null) importing.load(file, part === BY_CONTENT ? null : part, force);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (importing.sent === null) load(false);
  };
  const choices = [BY_CONTENT, ...parts].map((value) => ({
    value,
    label: value === BY_CONTENT ? t("sources.partByContent") : value,
  }));
  return (
    <Card title={t("sources.loadFile")}>
      <form onSubmit={submit} className="space-y-3">
        <Field label={t("sources.file")} help={t("sources.loadWhat")}>
          {(input) => (
            <input
              {...input}
              type="file"
              className="block w-full text-small file:mr-3 file:min-h-8 file:cursor-pointer file:rounded-control file:border file:border-line-strong file:bg-surface file:px-3 file:text-ink pointer-coarse:file:min-h-11"
              onChange={(event) => {
                importing.forget();
                setFile(event.target.files?.[0] ?? null);
              }}
            />
          )}
        </Field>
        {parts.length > 1 && (
          <Field label={t("sources.feedPart")}>
            {(input) => <Select {...input} value={part} options={choices} onChange={setPart} />}
          </Field>
        )}
        <Button type="submit" disabled={file === null || importing.sent !== null}>
          {t("sources.loadIt")}
        </Button>
        <Progress importing={importing} />
        {importing.trouble?.kind === "invalid" ? (
          <div role="alert">
            <Refused
              title={t("sources.fileRefused")}
              details={importing.trouble.details}
              onForce={importing.mayForce ? () => load(true) : null}
            />
          </div>
        ) : (
          importing.trouble !== null && <TroubleNotice trouble={importing.trouble} />
        )}
      </form>
    </Card>
  );
}

function Progress({ importing: { sent, imported } }: { importing: Importing }) {
  const t = useT();
  const format = useFormat();
  const said = sent === null ? null : sent < 1 ? t("sources.sending") : t("sources.reading");
  return (
    <>
      {sent !== null && (
        <progress
          className="bar block w-full"
          value={sent < 1 ? sent : undefined}
          max={1}
          aria-label={t("sources.loadFile")}
        />
      )}
      <div role="status" className="text-small">
        {said}
        {sent === null && imported !== null && (
          <p className="text-body">
            {t("sources.loadedRows", {
              part: imported.part,
              rows: format.number(imported.rows),
              before: format.number(imported.rowsBefore),
            })}
          </p>
        )}
      </div>
    </>
  );
}
