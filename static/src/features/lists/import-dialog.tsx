/** Lists out of a file: MISP warninglists as they are published, CSV, or a value a line. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { troubleOf } from "@/api/http";
import { type Imported, importLists, listsQuery } from "@/api/lists";
import type { ListAction } from "@/api/named";
import { upload } from "@/api/uploads";
import { useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Badge } from "@/ui/badge";
import { Button, LINK } from "@/ui/controls";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Checkbox, TextInput } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";
import { ActionChoice } from "./settings-card";

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const form = useId();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [action, setAction] = useState<ListAction>("ANNOTATE");
  const [global, setGlobal] = useState(true);
  const named = file !== null && !/\.(json|zip)$/i.test(file.name);
  const importing = useMutation({
    mutationFn: async (chosen: File) => {
      const { id } = await upload(chosen);
      const own = named ? { name: name.trim() || chosen.name } : {};
      return importLists({ uploadId: id, enabled: true, global, action, ...own });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: listsQuery.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null && !importing.isPending) importing.mutate(file);
  };
  const imported = importing.data;
  const actions =
    imported === undefined ? (
      <>
        <Button onClick={onClose}>{t("ui.cancel")}</Button>
        <Button
          type="submit"
          form={form}
          look="main"
          disabled={file === null || importing.isPending}
        >
          {t(importing.isPending ? "lists.importing" : "lists.importIt")}
        </Button>
      </>
    ) : (
      <Button onClick={onClose}>{t("ui.close")}</Button>
    );
  return (
    <Dialog title={t("lists.import")} onClose={onClose} actions={actions}>
      {imported !== undefined ? (
        <Outcome imported={imported} />
      ) : (
        <form id={form} onSubmit={submit} className="space-y-3">
          {importing.error !== null && <TroubleNotice trouble={troubleOf(importing.error)} />}
          <Field label={t("lists.file")} help={t("lists.fileHelp")}>
            {(input) => (
              <input
                {...input}
                type="file"
                className="block w-full text-small file:mr-3 file:min-h-8 file:cursor-pointer file:rounded-control file:border file:border-line-strong file:bg-surface file:px-3 file:text-ink pointer-coarse:file:min-h-11"
                onChange={(event) => setFile(event.target.files?.[0] ?? null)}
              />
            )}
          </Field>
          {named && (
            <Field label={t("lists.name")} help={t("lists.importName")}>
              {(input) => (
                <TextInput
                  {...input}
                  value={name}
                  placeholder={file.name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
          )}
          <ActionChoice action={action} onChange={setAction} />
          <Checkbox
            label={t("lists.isGlobal")}
            checked={global}
            onChange={(event) => setGlobal(event.target.checked)}
          />
        </form>
      )}
    </Dialog>
  );
}

const OUTCOMES = {
  CREATED: "lists.importCreated",
  UPDATED: "lists.importUpdated",
  UNCHANGED: "lists.importUnchanged",
  REFUSED: "lists.importRefused",
} as const satisfies Record<Imported["lists"][number]["outcome"], PlainKey>;

/** What became of each list. */
function Outcome({ imported: { lists, passedOver } }: { imported: Imported }) {
  const t = useT();
  return (
    <div role="status" className="space-y-2">
      <ul className="max-h-[50dvh] divide-y divide-line overflow-y-auto text-small">
        {lists.map(({ name, outcome, listId, entries, unfit, detail }) => (
          <li key={name} className="space-y-0.5 py-1.5">
            <p className="flex flex-wrap items-center gap-x-2">
              <Badge tone={outcome === "REFUSED" ? "bad" : "good"}>{t(OUTCOMES[outcome])}</Badge>
              {listId === null ? (
                <span>{name}</span>
              ) : (
                <Link to="/lists/$id" params={{ id: listId }} className={LINK}>
                  {name}
                </Link>
              )}
              <span className="text-muted">{t("lists.count", { count: entries })}</span>
              {unfit > 0 && (
                <span className="text-suspicious">{t("lists.unfit", { count: unfit })}</span>
              )}
            </p>
            {detail !== "" && <p className="wrap-anywhere">{detail}</p>}
          </li>
        ))}
      </ul>
      {passedOver > 0 && (
        <p className="text-small text-muted">{t("lists.passedOver", { count: passedOver })}</p>
      )}
    </div>
  );
}
