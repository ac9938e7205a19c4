/** A new source of the sort that was chosen: the editor, or a template's form. */

import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { troubleOf } from "@/api/http";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { LOOKS } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import type { CodeLanguage } from "./editor/code-editor";
import { NewGeneric } from "./generic/new-generic";
import { genericQuery } from "./generic/queries";
import { templateName, templatePurpose } from "./generic/words";
import { NewCode } from "./new-code";
import { kindsQuery, templatesQuery } from "./queries";

const LANGUAGES: Readonly<Record<string, CodeLanguage>> = {
  python: "PYTHON",
  javascript: "JAVA_SCRIPT",
};

export function NewSourceOfPage() {
  const t = useT();
  const { of } = useParams({ from: "/shell/sources/new/$of" });
  const generic = useQuery(genericQuery);
  const template = generic.data?.find((one) => one.template === of);
  const language = LANGUAGES[of];
  const title =
    template === undefined
      ? t("sources.newTitle")
      : t("sources.newOf", { sort: templateName(t, template) });
  const actions = (
    <Link to="/sources/new" className={LOOKS.plain}>
      {t("sources.otherSort")}
    </Link>
  );
  return (
    <Page title={title} actions={actions}>
      {language !== undefined && <Code language={language} />}
      {template !== undefined && (
        <>
          <p className="max-w-prose text-muted">{templatePurpose(t, template)}</p>
          <NewGeneric key={of} template={template} />
        </>
      )}
      {language === undefined && template === undefined && <Waiting of={of} query={generic} />}
    </Page>
  );
}

function Code({ language }: { language: CodeLanguage }) {
  const t = useT();
  const mayCode = useMay()("source_code");
  const templates = useQuery(templatesQuery);
  const kinds = useQuery(kindsQuery);
  const error = templates.error ?? kinds.error;
  if (!mayCode) return <EmptyState title={t("sources.mayNotEdit")} />;
  if (error !== null) return <TroubleNotice trouble={troubleOf(error)} />;
  if (templates.data === undefined || kinds.data === undefined) return <Loading />;
  return <NewCode begin={language} templates={templates.data} kinds={kinds.data} />;
}

type WaitingProps = { of: string; query: { data: unknown; error: unknown } };

function Waiting({ of, query: { data, error } }: WaitingProps) {
  const t = useT();
  if (error !== null) return <TroubleNotice trouble={troubleOf(error)} />;
  if (data === undefined) return <Loading />;
  return <EmptyState title={t("sources.noSort", { of })} />;
}
