/** The first question, on a sample: one press, and the answers are on the next page. */

import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { createRequest } from "@/api/requests";
import { useT } from "@/i18n/language";
import { Card } from "@/ui/card";
import { Button, LINK } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";

const SAMPLE = "198.51.100.7";

export function FirstQuestionStep({ onBack }: { onBack: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const [value, setValue] = useState(SAMPLE);
  const asking = useMutation({
    mutationFn: () =>
      createRequest({ indicators: [{ data: value, kind: null }], sourceIds: [], refresh: false }),
    onSuccess: (id) => void navigate({ to: "/run/$id", params: { id } }),
  });
  return (
    <Card title={t("setup.question")}>
      <form
        className="max-w-md space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!asking.isPending) asking.mutate();
        }}
      >
        <Field label={t("setup.sample")} help={t("setup.sampleHelp")}>
          {(input) => (
            <TextInput
              {...input}
              code
              required
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
        {asking.error !== null && <TroubleNotice trouble={troubleOf(asking.error)} />}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" look="main" disabled={asking.isPending}>
            {t("setup.askSample")}
          </Button>
          <Button onClick={onBack}>{t("setup.back")}</Button>
          <Link to="/" className={LINK}>
            {t("setup.skip")}
          </Link>
        </div>
      </form>
    </Card>
  );
}
