/** A new source of code: its name, what it answers about, its code, tried before it is saved. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { createSource, type SourceCreate, sourcesQuery } from "@/api/sources";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Select, TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { AllowedHosts, hostsOf } from "./allowed-hosts";
import type { CodeLanguage } from "./editor/code-editor";
import { Editor } from "./editor/editor";
import { marksOf } from "./editor/marks";
import { type Kind, KindChoice } from "./kind-choice";
import type { Templates } from "./queries";
import { TestRun } from "./test-run";
import { useTest } from "./use-test";
import { useUnsaved } from "./use-unsaved";

const LANGUAGES = [
  { value: "PYTHON", label: "Python" },
  { value: "JAVA_SCRIPT", label: "JavaScript / TypeScript" },
] as const satisfies readonly { value: CodeLanguage; label: string }[];

type Props = { begin: CodeLanguage; templates: Templates; kinds: readonly Kind[] };

export function NewCode({ begin, templates, kinds }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [language, setLanguage] = useState<CodeLanguage>(begin);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Kind[]>(["IPV4", "DOMAIN"]);
  const [code, setCode] = useState(templates[begin]);
  const [hosts, setHosts] = useState("");
  const [saved, setSaved] = useState(false);
  const changed = name !== "" || code !== templates[language];
  const test = useTest(null, chosen, () => ({
    kind: language,
    sourceCode: code,
    allowedHosts: hostsOf(hosts),
  }));
  const creating = useMutation({
    mutationFn: () => {
      const source: Pick<
        SourceCreate,
        "name" | "kind" | "supportedIndicators" | "sourceCode" | "allowedHosts"
      > = {
        name: name.trim(),
        kind: language,
        supportedIndicators: [...chosen],
        sourceCode: code,
        allowedHosts: hostsOf(hosts),
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
          <div className="max-w-md">
            <AllowedHosts
              value={hosts}
              onChange={setHosts}
              error={fieldTrouble(trouble, "/allowedHosts")}
            />
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
