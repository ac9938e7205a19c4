/** The question. Its answers are at an address of their own. */

import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { troubleOf } from "@/api/http";
import { createRequest, type RequestCreate } from "@/api/requests";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import { AskForm } from "./ask-form";

export function AskPage() {
  const t = useT();
  const navigate = useNavigate();
  const { value = "" } = useSearch({ from: "/shell/" });
  const asking = useMutation({
    mutationFn: (question: Omit<RequestCreate, "wait">) => createRequest(question),
    onSuccess: (id) => navigate({ to: "/run/$id", params: { id } }),
  });
  const trouble = asking.error === null ? null : troubleOf(asking.error);
  const ofValue = fieldTrouble(trouble, "/indicators");
  return (
    <Page title={t("ask.title")}>
      <AskForm
        key={value}
        value={value}
        busy={asking.isPending}
        error={ofValue}
        onAsk={(data) => asking.mutate({ indicators: [{ data }] })}
      />
      {trouble !== null && ofValue === null && <TroubleNotice trouble={trouble} />}
    </Page>
  );
}
