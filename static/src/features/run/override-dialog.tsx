/** A person's verdict in place of the sources': on one value, on what fits a pattern, or on several. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { troubleOf } from "@/api/http";
import { fieldTrouble } from "@/api/trouble";
import { type Indicator, LEVELS, type Level } from "@/api/types";
import { createOverride, type OverrideCreate } from "@/api/verdicts";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Button } from "@/ui/controls";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Checkbox, Select, TextArea, TextInput } from "@/ui/inputs";
import { LEVEL_WORDS } from "@/ui/level-chip";
import { TroubleNotice } from "@/ui/trouble-notice";

type Props = { indicators: readonly Indicator[]; onClose: () => void };

export default function OverrideDialog({ indicators, onClose }: Props) {
  const t = useT();
  const form = useId();
  const client = useQueryClient();
  const [level, setLevel] = useState<Level>("BENIGN");
  const [reason, setReason] = useState("");
  const [day, setDay] = useState("");
  const [pattern, setPattern] = useState<string | null>(null);
  const [only, ...others] = indicators;
  const single = others.length === 0 ? only : undefined;
  const saving = useMutation({
    mutationFn: async () => {
      const said = { level, reason: reason.trim(), expiresAt: endOf(day) };
      for (const one of overridesOf(indicators, pattern)) await createOverride({ ...one, ...said });
    },
    onSuccess: () => {
      toast(t("run.overrideSaved"));
      onClose();
    },
    // Some of several may have been taken.
    onSettled: () => client.invalidateQueries({ queryKey: ["indicators"] }),
  });
  const trouble = saving.error === null ? null : troubleOf(saving.error);
  const ready = reason.trim() !== "" && pattern?.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !saving.isPending) saving.mutate();
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t("ui.cancel")}</Button>
      <Button type="submit" form={form} look="main" disabled={!ready || saving.isPending}>
        {t("run.overrideSave")}
      </Button>
    </>
  );
  return (
    <Dialog title={t("run.override")} onClose={onClose} actions={actions}>
      <form id={form} onSubmit={submit} className="space-y-3">
        {trouble !== null && Object.keys(trouble.fields).length === 0 && (
          <TroubleNotice trouble={trouble} />
        )}
        {single === undefined ? (
          <p>{t("run.overrideMany", { count: indicators.length })}</p>
        ) : (
          <Scope
            indicator={single}
            pattern={pattern}
            onPattern={setPattern}
            error={fieldTrouble(trouble, "/pattern")}
          />
        )}
        <Field label={t("run.verdict")} error={fieldTrouble(trouble, "/level")}>
          {(input) => (
            <Select
              {...input}
              value={level}
              options={LEVELS.map((value) => ({ value, label: t(LEVEL_WORDS[value]) }))}
              onChange={setLevel}
            />
          )}
        </Field>
        <Field
          label={t("run.overrideReason")}
          help={t("run.overrideReasonHelp")}
          error={fieldTrouble(trouble, "/reason")}
        >
          {(input) => (
            <TextArea
              {...input}
              rows={3}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t("run.overrideExpiry")}
          help={t("run.overrideExpiryHelp")}
          error={fieldTrouble(trouble, "/expiresAt")}
        >
          {(input) => (
            <TextInput
              {...input}
              type="date"
              className="max-w-44"
              value={day}
              onChange={(event) => setDay(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

type ScopeProps = {
  indicator: Indicator;
  /** Null: the value alone. */
  pattern: string | null;
  onPattern: (pattern: string | null) => void;
  error: string | null;
};

function Scope({ indicator: { data, kind }, pattern, onPattern, error }: ScopeProps) {
  const t = useT();
  const wild = kind === "DOMAIN" ? `*.${data}` : `${data}*`;
  return (
    <div className="space-y-1">
      <p className="font-mono font-semibold wrap-anywhere">{data}</p>
      <Checkbox
        label={t("run.overrideWild")}
        checked={pattern !== null}
        onChange={(event) => onPattern(event.target.checked ? wild : null)}
      />
      {pattern !== null && (
        <Field label={t("run.overridePattern")} help={t("run.overridePatternHelp")} error={error}>
          {(input) => (
            <TextInput
              {...input}
              code
              value={pattern}
              onChange={(event) => onPattern(event.target.value)}
            />
          )}
        </Field>
      )}
    </div>
  );
}

type Target = Pick<OverrideCreate, "pattern" | "matching" | "kind">;

/** What is overridden: each value, or the pattern in place of the only one. */
export function overridesOf(indicators: readonly Indicator[], pattern: string | null): Target[] {
  return indicators.map(({ data, kind }) =>
    pattern === null
      ? { pattern: data, matching: "EXACT", kind }
      : { pattern: pattern.trim(), matching: "WILDCARD", kind },
  );
}

/** The last moment of a day, in the reader's time; null for ever. */
export function endOf(day: string): string | null {
  if (day === "") return null;
  return new Date(`${day}T23:59:59`).toISOString();
}
