/** A watchlist: made of a selection, or changed. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { troubleOf } from "@/api/http";
import { presetsQuery } from "@/api/presets";
import { fieldTrouble } from "@/api/trouble";
import type { Indicator } from "@/api/types";
import {
  changeWatchlist,
  createWatchlist,
  type Watchlist,
  type WatchlistSet,
  watchlistsQuery,
} from "@/api/watchlists";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Button } from "@/ui/controls";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Checkbox, Select, TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { INTERVALS, intervalWords } from "./intervals";

type Props = {
  /** Null: a new one. */
  watchlist: Watchlist | null;
  indicators: readonly Indicator[];
  sourceIds: readonly string[];
  onClose: () => void;
};

const ASKED = "asked";
const ALL = "";

export default function WatchDialog({ watchlist, indicators, sourceIds, onClose }: Props) {
  const t = useT();
  const form = useId();
  const client = useQueryClient();
  const { data: presets = [] } = useQuery(presetsQuery);
  const [name, setName] = useState(watchlist?.name ?? "");
  const [seconds, setSeconds] = useState(watchlist?.intervalSeconds ?? INTERVALS[3]);
  const [who, setWho] = useState(watchlist?.presetId ?? (sourceIds.length > 0 ? ASKED : ALL));
  const [enabled, setEnabled] = useState(watchlist?.enabled ?? true);
  const saving = useMutation({
    mutationFn: async () => {
      const set: WatchlistSet = {
        name: name.trim(),
        description: watchlist?.description ?? "",
        enabled,
        indicators: [...indicators],
        sourceIds: who === ASKED ? [...sourceIds] : [],
        presetId: who === ASKED || who === ALL ? null : who,
        intervalSeconds: seconds,
      };
      if (watchlist === null) await createWatchlist(set);
      else await changeWatchlist(watchlist.id, set);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: watchlistsQuery.queryKey });
      toast(t("watch.saved"));
      onClose();
    },
  });
  const trouble = saving.error === null ? null : troubleOf(saving.error);
  const ready = name.trim() !== "" && indicators.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !saving.isPending) saving.mutate();
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t("ui.cancel")}</Button>
      <Button type="submit" form={form} look="main" disabled={!ready || saving.isPending}>
        {t("watch.save")}
      </Button>
    </>
  );
  const whos = [
    ...(sourceIds.length > 0 ? [{ value: ASKED, label: t("watch.whoAsked") }] : []),
    { value: ALL, label: t("watch.whoAll") },
    ...presets.map((preset) => ({ value: preset.id, label: preset.name })),
  ];
  return (
    <Dialog
      title={t(watchlist === null ? "watch.new" : "watch.edit")}
      onClose={onClose}
      actions={actions}
    >
      <form id={form} onSubmit={submit} className="space-y-3">
        {trouble !== null && Object.keys(trouble.fields).length === 0 && (
          <TroubleNotice trouble={trouble} />
        )}
        <p>{t("watch.about", { count: indicators.length })}</p>
        <Field label={t("watch.name")} error={fieldTrouble(trouble, "/name")}>
          {(input) => (
            <TextInput
              {...input}
              value={name}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("watch.every")} error={fieldTrouble(trouble, "/intervalSeconds")}>
          {(input) => (
            <Select
              {...input}
              value={String(seconds)}
              options={[...new Set([...INTERVALS, seconds])].map((one) => ({
                value: String(one),
                label: intervalWords(t, one),
              }))}
              onChange={(value) => setSeconds(Number(value))}
            />
          )}
        </Field>
        <Field label={t("watch.who")} error={fieldTrouble(trouble, "/presetId")}>
          {(input) => <Select {...input} value={who} options={whos} onChange={setWho} />}
        </Field>
        <Checkbox
          label={t("watch.isEnabled")}
          checked={enabled}
          onChange={(event) => setEnabled(event.target.checked)}
        />
      </form>
    </Dialog>
  );
}
