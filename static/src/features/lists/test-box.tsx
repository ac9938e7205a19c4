/** What the lists say of a value, and why. */

import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { troubleOf } from "@/api/http";
import { type IgnoreHit, type Tested, testValues } from "@/api/lists";
import { useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Button, LINK } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { Does } from "./list-table";
import { MATCHING_WORDS } from "./matchings";

export function TestBox() {
  const t = useT();
  const [value, setValue] = useState("");
  const testing = useMutation({ mutationFn: () => testValues([value.trim()]) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() !== "" && !testing.isPending) testing.mutate();
  };
  return (
    <form onSubmit={submit} className="rounded-panel border border-line bg-surface p-4">
      <Field label={t("lists.test")}>
        {(input) => (
          <div className="flex max-w-2xl gap-2">
            <TextInput
              {...input}
              code
              value={value}
              placeholder="192.0.2.55"
              onChange={(event) => {
                setValue(event.target.value);
                testing.reset();
              }}
            />
            <Button type="submit" disabled={value.trim() === "" || testing.isPending}>
              {t("lists.testIt")}
            </Button>
          </div>
        )}
      </Field>
      <div aria-live="polite" className="mt-2 empty:hidden">
        {testing.error !== null && <TroubleNotice trouble={troubleOf(testing.error)} />}
        {testing.data?.map((tested) => (
          <Outcome key={tested.value} tested={tested} />
        ))}
      </div>
    </form>
  );
}

function Outcome({ tested: { hits, error } }: { tested: Tested }) {
  const t = useT();
  if (error !== null && error !== undefined) return <p className="text-error">{error}</p>;
  if (hits.length === 0) return <p>{t("lists.noHit")}</p>;
  return (
    <ul className="space-y-1 text-small">
      {hits.map((hit) => (
        <li
          key={`${hit.listId} ${hit.matching} ${hit.entry}`}
          className="flex flex-wrap items-center gap-x-2 gap-y-1"
        >
          <Does list={hit} />
          <Link to="/lists/$id" params={{ id: hit.listId }} className={LINK}>
            {hit.listName}
          </Link>
          <span className="font-mono wrap-anywhere">{hit.entry}</span>
          <span className="text-muted">
            {t(MATCHING_WORDS[hit.matching])}, {t(SCOPE_WORDS[hit.scope])}
          </span>
        </li>
      ))}
    </ul>
  );
}

const SCOPE_WORDS = {
  GLOBAL: "lists.scopeGlobal",
  PROVIDER: "lists.scopeProvider",
  SOURCE: "lists.scopeSource",
  NONE: "lists.scopeNone",
} as const satisfies Record<IgnoreHit["scope"], PlainKey>;
