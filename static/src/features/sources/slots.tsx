/** The keys that a source takes: which secret is in each slot, and a new key for one. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { type Secret, secretsQuery } from "@/api/secrets";
import {
  changeSourceSecrets,
  type SlotSet,
  type Source,
  type SourceSecret,
  sourceSecretsQuery,
  sourcesQuery,
} from "@/api/sources";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Button, OutLink } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Field } from "@/ui/field";
import { Checkbox, Select, TextInput } from "@/ui/inputs";
import { Loading } from "@/ui/loading";
import { TroubleNotice } from "@/ui/trouble-notice";
import { KeyForm } from "./key-form";

export function Slots({ source }: { source: Source }) {
  const t = useT();
  const may = useMay();
  const slots = useQuery(sourceSecretsQuery(source.id));
  const secrets = useQuery({ ...secretsQuery, enabled: may("secret_edit") });
  const error = slots.error ?? secrets.error;
  if (error !== null) return <TroubleNotice trouble={troubleOf(error)} />;
  if (slots.data === undefined) return <Loading />;
  return (
    <div className="max-w-3xl space-y-4">
      {source.keyUrl !== "" && (
        <p>
          {t("sources.keyFrom")} <OutLink url={source.keyUrl}>{source.keyUrl}</OutLink>
        </p>
      )}
      {slots.data.length === 0 && (
        <EmptyState title={t("sources.noSlots")}>{t("sources.noSlotsWhy")}</EmptyState>
      )}
      {slots.data.map((slot) => (
        <Slot
          key={slot.id}
          source={source}
          slot={slot}
          slots={slots.data}
          secrets={secrets.data ?? []}
          mayEdit={may("secret_edit")}
        />
      ))}
      {source.kind !== "SYSTEM" && may("source_edit") && (
        <NewSlot source={source} slots={slots.data} />
      )}
    </div>
  );
}

function useSlotChange() {
  const t = useT();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: () => Promise<void>) => change(),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: sourcesQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: secretsQuery.queryKey }),
      ]);
      toast(t("sources.saved"));
    },
  });
}

type SlotProps = {
  source: Source;
  slot: SourceSecret;
  slots: readonly SourceSecret[];
  secrets: readonly Secret[];
  mayEdit: boolean;
};

function Slot({ source, slot, slots, secrets, mayEdit }: SlotProps) {
  const t = useT();
  const changing = useSlotChange();
  const linked = secrets.find(({ id }) => id === slot.secretId);
  const link = (secretId: string) =>
    changing.mutate(() =>
      changeSourceSecrets(
        source.id,
        slots.map((one) =>
          one.name === slot.name ? { ...one, secretId: secretId === "" ? null : secretId } : one,
        ),
      ),
    );
  const remove = () =>
    changing.mutate(() =>
      changeSourceSecrets(
        source.id,
        slots.filter(({ name }) => name !== slot.name),
      ),
    );
  const options = [
    { value: "", label: t("sources.noSecret") },
    ...secrets.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Card>
      <div className="space-y-3">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="font-mono font-semibold">{slot.name}</h2>
          <Badge tone={slot.secretId !== null ? "good" : slot.required ? "warning" : "plain"}>
            {t(slot.secretId !== null ? "sources.filled" : "sources.empty")}
          </Badge>
          {!slot.required && <Badge>{t("sources.optional")}</Badge>}
          {source.kind !== "SYSTEM" && mayEdit && (
            <Button look="quiet" className="ml-auto" onClick={remove}>
              {t("sources.removeSlot")}
            </Button>
          )}
        </div>
        {slot.description !== "" && <p className="text-muted">{slot.description}</p>}
        {linked !== undefined && linked.expiresAt !== null && <Expiry at={linked.expiresAt} />}
        {changing.error !== null && <TroubleNotice trouble={troubleOf(changing.error)} />}
        {!mayEdit && <p className="text-small text-muted">{t("sources.mayNotKeys")}</p>}
        {mayEdit && (
          <div className="grid gap-3 sm:grid-cols-2">
            <KeyForm source={source} slot={slot.name} label={t("sources.newKey")} />
            <Field label={t("sources.storedSecret")}>
              {(input) => (
                <Select
                  {...input}
                  className="w-full"
                  value={slot.secretId ?? ""}
                  options={options}
                  disabled={changing.isPending}
                  onChange={link}
                />
              )}
            </Field>
          </div>
        )}
      </div>
    </Card>
  );
}

function Expiry({ at }: { at: string }) {
  const t = useT();
  const day = at.slice(0, 10);
  if (Date.parse(at) < Date.now()) return <Badge tone="bad">{t("sources.expired", { day })}</Badge>;
  return <p className="text-small text-muted">{t("sources.expires", { day })}</p>;
}

/** A slot that the code of a user's source asks for by `context.secret(name)`. */
function NewSlot({ source, slots }: { source: Source; slots: readonly SourceSecret[] }) {
  const t = useT();
  const [name, setName] = useState("");
  const [required, setRequired] = useState(true);
  const changing = useSlotChange();
  const add = () =>
    changing.mutate(async () => {
      const made: SlotSet = { secretId: null, name, description: "", required };
      await changeSourceSecrets(source.id, [...slots, made]);
      setName("");
    });
  return (
    <Card title={t("sources.newSlot")}>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (name !== "" && !changing.isPending) add();
        }}
      >
        <Field label={t("sources.slotName")} help={t("sources.slotHelp")}>
          {(input) => (
            <TextInput
              {...input}
              code
              value={name}
              placeholder="api_key"
              onChange={(event) => setName(event.target.value.trim())}
            />
          )}
        </Field>
        <Checkbox
          label={t("sources.isRequired")}
          checked={required}
          onChange={(event) => setRequired(event.target.checked)}
        />
        <Button type="submit" disabled={name === "" || changing.isPending}>
          {t("sources.addSlot")}
        </Button>
      </form>
      {changing.error !== null && <TroubleNotice trouble={troubleOf(changing.error)} />}
    </Card>
  );
}
