/** A new source of a template. Afterwards its page opens where there is something to do. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { createSource, sourcesQuery } from "@/api/sources";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { KindChoice } from "../kind-choice";
import { TestRun } from "../test-run";
import { useTest } from "../use-test";
import { useUnsaved } from "../use-unsaved";
import { creation, type Draft, draftOf, nextTab, valuesToSend } from "./draft";
import { GenericForm } from "./generic-form";
import type { Template } from "./queries";

export function NewGeneric({ template }: { template: Template }) {
  const t = useT();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(template));
  const [saved, setSaved] = useState(false);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const creating = useMutation({
    mutationFn: () => createSource(creation(template, draft)),
    onSuccess: async ({ slug }) => {
      setSaved(true);
      await queryClient.invalidateQueries({ queryKey: sourcesQuery.queryKey });
      toast(t("sources.created", { name: draft.name.trim() }));
      const tab = nextTab(template, draft);
      const search = tab === "overview" ? {} : { tab };
      await navigate({ to: "/sources/$slug", params: { slug }, search });
    },
  });
  const test = useTest(null, draft.kinds, () => ({
    template: template.template,
    configValues: valuesToSend(template.settings, draft.values),
  }));
  const changed = draft.name !== "" || draft.values.size > 0;
  useUnsaved(changed && !saved && !creating.isPending, t("sources.leave"));
  const trouble = creating.error === null ? null : troubleOf(creating.error);
  const wrongKinds = fieldTrouble(trouble, "/supportedIndicators");
  return (
    <div className="space-y-4">
      <GenericForm
        template={template}
        draft={draft}
        onChange={change}
        trouble={trouble}
        busy={creating.isPending || draft.kinds.length === 0}
        submit={t("sources.create")}
        onSubmit={() => creating.mutate()}
      >
        <KindChoice
          kinds={template.kinds}
          chosen={draft.kinds}
          onChange={(kinds) => change({ kinds })}
        />
        {wrongKinds !== null && (
          <p role="alert" className="text-small font-medium text-error">
            {wrongKinds}
          </p>
        )}
      </GenericForm>
      {/* A feed has nothing to look in before its first copy. */}
      {template.taskInterval === null && (
        <>
          <p className="text-small text-muted">{t("sources.keysLater")}</p>
          <TestRun test={test} />
        </>
      )}
    </div>
  );
}
