/**
 * The first start: the administrator's account, the sources with what each needs, a first question.
 *
 * The account is made with the one-time token of the link that the appliance printed. What follows
 * is done as that administrator, so that a page that was closed goes on where it was.
 */

import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { meQuery } from "@/api/me";
import { setupQuery } from "@/api/setup";
import { PreferenceButtons } from "@/app/preferences";
import { useT } from "@/i18n/language";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import { AccountStep } from "./account-step";
import { FirstQuestionStep } from "./first-question-step";
import { SourcesStep } from "./sources-step";

const STEPS = ["account", "sources", "question"] as const;
type Step = (typeof STEPS)[number];

export function SetupPage() {
  const t = useT();
  return (
    <main
      id="main"
      tabIndex={-1}
      className="mx-auto max-w-3xl px-4 pb-16 text-body outline-none sm:px-6"
    >
      <div className="flex items-center gap-3 py-3">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        <p className="text-section font-semibold">Indicator Aggregator</p>
        <span className="ml-auto flex">
          <PreferenceButtons />
        </span>
      </div>
      <Page title={t("setup.title")}>
        <Steps />
      </Page>
    </main>
  );
}

function Steps() {
  const setup = useQuery(setupQuery);
  const me = useQuery(meQuery);
  const [step, setStep] = useState<Step>("sources");
  const error = setup.error ?? me.error;
  if (error !== null) return <TroubleNotice trouble={troubleOf(error)} />;
  if (setup.data === undefined || me.data === undefined) return <Loading />;
  if (me.data === null) {
    if (!setup.data.needed) return <Navigate to="/sign-in" search={{}} replace />;
    return (
      <>
        <Progress now="account" />
        <AccountStep />
      </>
    );
  }
  if (!me.data.permissions.includes("source_edit")) return <Navigate to="/" replace />;
  return (
    <>
      <Progress now={step} />
      {step === "question" ? (
        <FirstQuestionStep onBack={() => setStep("sources")} />
      ) : (
        <SourcesStep onNext={() => setStep("question")} />
      )}
    </>
  );
}

function Progress({ now }: { now: Step }) {
  const t = useT();
  const words = {
    account: t("setup.stepAccount"),
    sources: t("setup.stepSources"),
    question: t("setup.stepQuestion"),
  };
  return (
    <ol className="flex flex-wrap gap-x-5 gap-y-1 text-small">
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={step === now ? "step" : undefined}
          className="flex items-center gap-2 text-muted aria-[current=step]:font-semibold aria-[current=step]:text-ink"
        >
          <span className="inline-flex size-5 items-center justify-center rounded-control border border-line-strong">
            {index + 1}
          </span>
          {words[step]}
        </li>
      ))}
    </ol>
  );
}
