/** Limits that an administrator sets in place of those that a source declares. */

import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { troubleOf } from "@/api/http";
import type { Source } from "@/api/sources";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { Button, IconButton } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Select, TextInput } from "@/ui/inputs";
import { windowWords } from "@/ui/limits-left";
import { TroubleNotice } from "@/ui/trouble-notice";
import { useChangeSource } from "./use-change";

const WINDOWS = [1, 60, 3_600, 86_400, 604_800, 2_592_000] as const;

type Line = { key: number; count: string; seconds: number };

export function LimitsForm({ source, mayEdit }: { source: Source; mayEdit: boolean }) {
  const t = useT();
  const changing = useChangeSource(source);
  const declared = (source.limits ?? null) === null;
  const [lines, setLines] = useState<readonly Line[]>(() =>
    (source.limits ?? []).map(({ count, seconds }, key) => ({ key, count: `${count}`, seconds })),
  );
  const [wait, setWait] = useState(source.limitWait ?? "WAIT");
  const [reserve, setReserve] = useState(String(source.limitReservePercent ?? 20));
  const trouble = changing.error === null ? null : troubleOf(changing.error);
  const limits = lines.map(({ count, seconds }) => ({ count: Number(count), seconds }));
  const ready =
    limits.every(({ count }) => Number.isInteger(count) && count > 0) && /^\d+$/.test(reserve);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready || changing.isPending) return;
    const own = declared && lines.length === 0 ? {} : { limits };
    changing.mutate({ ...own, limitWait: wait, limitReservePercent: Number(reserve) });
  };
  const change = (key: number, part: Partial<Line>) =>
    setLines((before) => before.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const add = () =>
    setLines((before) => [
      ...before,
      { key: (before.at(-1)?.key ?? 0) + 1, count: "", seconds: 86_400 },
    ]);
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayEdit} className="space-y-3">
        {trouble !== null && <TroubleNotice trouble={trouble} />}
        {declared && lines.length === 0 && (
          <p className="text-small text-muted">{t("sources.limitsDeclared")}</p>
        )}
        {lines.map(({ key, count, seconds }) => (
          <div key={key} className="flex items-center gap-2">
            <TextInput
              aria-label={t("sources.limitCount")}
              inputMode="numeric"
              className="max-w-28"
              value={count}
              aria-invalid={count !== "" && !/^[1-9]\d*$/.test(count)}
              onChange={(event) => change(key, { count: event.target.value })}
            />
            <Select
              aria-label={t("sources.limitWindow")}
              value={String(seconds)}
              options={[...new Set([...WINDOWS, seconds])].map((one) => ({
                value: String(one),
                label: windowWords(t, one),
              }))}
              onChange={(value) => change(key, { seconds: Number(value) })}
            />
            <IconButton
              label={t("sources.limitRemove")}
              onClick={() => setLines((before) => before.filter((line) => line.key !== key))}
            >
              <X aria-hidden size={14} />
            </IconButton>
          </div>
        ))}
        <Button look="quiet" className="-ml-2" onClick={add}>
          <Plus aria-hidden size={14} />
          {t("sources.limitAdd")}
        </Button>
        <Field label={t("sources.limitWait")}>
          {(input) => (
            <Select
              {...input}
              value={wait}
              options={[
                { value: "WAIT", label: t("sources.limitWaits") },
                { value: "REFUSE", label: t("sources.limitRefuses") },
              ]}
              onChange={setWait}
            />
          )}
        </Field>
        <Field label={t("sources.reserve")} error={fieldTrouble(trouble, "/limitReservePercent")}>
          {(input) => (
            <TextInput
              {...input}
              inputMode="numeric"
              className="max-w-28"
              value={reserve}
              onChange={(event) => setReserve(event.target.value)}
            />
          )}
        </Field>
        {mayEdit && (
          <div className="flex flex-wrap gap-2">
            <Button type="submit" disabled={!ready || changing.isPending}>
              {t("sources.save")}
            </Button>
            {!declared && (
              <Button
                disabled={changing.isPending}
                onClick={() => changing.mutate({ limits: null })}
              >
                {t("sources.limitsBack")}
              </Button>
            )}
          </div>
        )}
      </fieldset>
    </form>
  );
}
