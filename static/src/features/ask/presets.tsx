/** Presets: the sources that are chosen now under a name, renamed, deleted. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { changePreset, createPreset, deletePreset, type Preset, presetsQuery } from "@/api/presets";
import type { Source } from "@/api/sources";
import { fieldTrouble } from "@/api/trouble";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Button } from "@/ui/controls";
import { ConfirmDialog, Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";
import { TroubleNotice, troubleText } from "@/ui/trouble-notice";
import type { Choice } from "./question";

type Props = {
  presets: readonly Preset[];
  choice: Choice;
  chosen: readonly Source[];
  onChoice: (choice: Choice) => void;
};

type Doing = "save" | "rename" | "delete";

export function PresetActions({ presets, choice, chosen, onChoice }: Props) {
  const t = useT();
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing | null>(null);
  const preset = choice.of === "preset" ? presets.find((one) => one.id === choice.id) : undefined;
  const known = () => client.invalidateQueries({ queryKey: presetsQuery.queryKey });
  const close = () => setDoing(null);
  const deleting = useMutation({
    mutationFn: (id: string) => deletePreset(id),
    onSuccess: async () => {
      onChoice({ of: "all" });
      await known();
      toast(t("ask.presetDeleted"));
    },
    onError: (error) => toast(troubleText(t, troubleOf(error))),
  });
  return (
    <span className="flex flex-wrap sm:ml-auto">
      {preset === undefined ? (
        <Button look="quiet" disabled={chosen.length === 0} onClick={() => setDoing("save")}>
          {t("ask.savePreset")}
        </Button>
      ) : (
        <>
          <Button look="quiet" onClick={() => setDoing("rename")}>
            {t("ask.renamePreset")}
          </Button>
          <Button look="quiet" onClick={() => setDoing("delete")}>
            {t("ask.deletePreset")}
          </Button>
        </>
      )}
      {doing === "save" && (
        <NameDialog
          title={t("ask.savePreset")}
          about={t("ask.presetOf", { count: chosen.length })}
          save={async (name) => {
            const sourceIds = chosen.map(({ id }) => id);
            const { id } = await createPreset({ name, description: "", sourceIds });
            await known();
            onChoice({ of: "preset", id });
          }}
          onClose={close}
        />
      )}
      {doing === "rename" && preset !== undefined && (
        <NameDialog
          title={t("ask.renamePreset")}
          begin={preset.name}
          save={async (name) => {
            await changePreset(preset.id, { name });
            await known();
          }}
          onClose={close}
        />
      )}
      {doing === "delete" && preset !== undefined && (
        <ConfirmDialog
          title={t("ask.deletePresetTitle", { name: preset.name })}
          confirm={t("ask.deletePreset")}
          onConfirm={() => deleting.mutate(preset.id)}
          onClose={close}
        >
          {t("ask.deletePresetWhat")}
        </ConfirmDialog>
      )}
    </span>
  );
}

type NameProps = {
  title: string;
  about?: string;
  begin?: string;
  save: (name: string) => Promise<void>;
  onClose: () => void;
};

function NameDialog({ title, about, begin = "", save, onClose }: NameProps) {
  const t = useT();
  const [name, setName] = useState(begin);
  const saving = useMutation({ mutationFn: save, onSuccess: onClose });
  const trouble = saving.error === null ? null : troubleOf(saving.error);
  const submit = () => {
    if (name.trim() !== "" && !saving.isPending) saving.mutate(name.trim());
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t("ui.cancel")}</Button>
      <Button look="main" disabled={name.trim() === "" || saving.isPending} onClick={submit}>
        {t("ask.save")}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      <div className="space-y-3">
        {about !== undefined && <p>{about}</p>}
        {trouble !== null && Object.keys(trouble.fields).length === 0 && (
          <TroubleNotice trouble={trouble} />
        )}
        <Field label={t("ask.presetName")} error={fieldTrouble(trouble, "/name")}>
          {(input) => (
            <TextInput
              {...input}
              value={name}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault(); // the page's own form is around it
                submit();
              }}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
