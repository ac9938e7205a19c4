/** A new source: its name, what it answers about, its code, tried before it is saved. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { createSource, type Source, type SourceCreate, sourcesQuery } from "@/api/sources";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Checkbox, Select, TextInput } from "@/ui/inputs";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import type { CodeLanguage } from "./editor/code-editor";
import { Editor } from "./editor/editor";
import { marksOf } from "./editor/marks";
import { kindsQuery, type Templates, templatesQuery } from "./queries";
import { TestRun } from "./test-run";
import { useTest } from "./use-test";
import { useUnsaved } from "./use-unsaved";

type Kind = Source["supportedIndicators"][number];

const LANGUAGES = [
  { value: "PYTHON", label: "Python" },
  { value: "JAVA_SCRIPT", label: "JavaScript / TypeScript" },
] as const satisfies readonly { value: CodeLanguage; label: string }[];

export function NewSourcePage() {
  const t = useT();
  const templates = useQuery(templatesQuery);
  const kinds = useQuery(kindsQuery);
  const error = templates.error ?? kinds.error;
  return (
    <Page title={t("sources.newTitle")}>
      {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
      {templates.data === undefined || kinds.data === undefined ? (
        error === null && <Loading />
      ) : (
        <NewSource templates={templates.data} kinds={kinds.data} />
      )}
    </Page>
  );
}

type Props = { templates: Templates; kinds: readonly Kind[] };

function NewSource({ templates, kinds }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [language, setLanguage] = useState<CodeLanguage>("PYTHON");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Kind[]>(["IPV4", "DOMAIN"]);
  const [code, setCode] = useState(templates.PYTHON);
  const [saved, setSaved] = useState(false);
  const changed = name !== "" || code !== templates[language];
  const test = useTest(null, chosen, () => ({ kind: language, sourceCode: code }));
  const creating = useMutation({
    mutationFn: () => {
      const source: Pick<SourceCreate, "name" | "kind" | "supportedIndicators" | "sourceCode"> = {
        name: name.trim(),
        kind: language,
        supportedIndicators: [...chosen],
        sourceCode: code,
      };
      return createSource(source as SourceCreate);
    },
    onSuccess: async ({ slug }) => {
      setSaved(true);
      await queryClient.invalidateQueries({ queryKey: sourcesQuery.queryKey });
      toast(t("sources.created", { name: name.trim() }));
      await navigate({ to: "/sources/$slug", params: { slug }, search: { tab: "code" } });
    },
  });
  useUnsaved(changed && !saved && !creating.isPending, t("sources.leave"));
  const trouble = creating.error === null ? null : troubleOf(creating.error);
  const marks = [...marksOf(trouble), ...test.marks];
  const ready = name.trim() !== "" && chosen.length > 0;
  const save = () => {
    if (ready && !creating.isPending) creating.mutate();
  };
  const changeLanguage = (next: CodeLanguage) => {
    // What somebody wrote is not thrown away; an untouched template is.
    if (code === templates[language]) setCode(templates[next]);
    setLanguage(next);
  };
  return (
    <div className="space-y-3">
      <Card>
        <div className="space-y-3">
          <div className="grid gap-3 sm:grid-cols-[minmax(0,24rem)_auto]">
            <Field label={t("sources.name")} error={fieldTrouble(trouble, "/name")}>
              {(input) => (
                <TextInput
                  {...input}
                  value={name}
                  placeholder={t("sources.nameExample")}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <Field label={t("sources.language")}>
              {(input) => (
                <Select {...input} value={language} options={LANGUAGES} onChange={changeLanguage} />
              )}
            </Field>
          </div>
          <KindChoice kinds={kinds} chosen={chosen} onChange={setChosen} />
        </div>
      </Card>
      <Editor
        label={t("sources.codeOf", { name: t("sources.newTitle") })}
        language={language}
        value={code}
        onChange={setCode}
        marks={marks}
        onRun={test.run}
        onSave={save}
      />
      {trouble !== null && fieldTrouble(trouble, "/name") === null && (
        <TroubleNotice trouble={trouble} />
      )}
      <Button look="main" disabled={!ready || creating.isPending} onClick={save}>
        {t("sources.create")}
      </Button>
      <TestRun test={test} />
    </div>
  );
}

type ChoiceProps = {
  kinds: readonly Kind[];
  chosen: readonly Kind[];
  onChange: (chosen: readonly Kind[]) => void;
};

function KindChoice({ kinds, chosen, onChange }: ChoiceProps) {
  const t = useT();
  return (
    <fieldset>
      <legend className="text-small font-semibold">{t("sources.answersAbout")}</legend>
      <div className="flex flex-wrap gap-x-4">
        {kinds.map((kind) => (
          <Checkbox
            key={kind}
            label={kind}
            checked={chosen.includes(kind)}
            onChange={(event) =>
              onChange(
                event.target.checked ? [...chosen, kind] : chosen.filter((one) => one !== kind),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
