/** For whom a list counts: for all sources, or for those and those providers that are linked. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import {
  changeLinks,
  changeList,
  type IgnoreList,
  type Links,
  linksQuery,
  listsQuery,
  providersQuery,
} from "@/api/lists";
import { sourcesQuery } from "@/api/sources";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Checkbox } from "@/ui/inputs";
import { TroubleNotice, troubleText } from "@/ui/trouble-notice";

type Props = { list: IgnoreList; mayEdit: boolean };

export function ScopeCard({ list, mayEdit }: Props) {
  const t = useT();
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: (global: boolean) => changeList(list.id, { global }),
    onError: (error) => toast(troubleText(t, troubleOf(error))),
    onSettled: () => client.invalidateQueries({ queryKey: listsQuery.queryKey, exact: true }),
  });
  const global = changing.isPending ? changing.variables : list.global;
  return (
    <Card title={t("lists.scope")}>
      <Checkbox
        label={t("lists.isGlobal")}
        disabled={!mayEdit}
        checked={global}
        onChange={(event) => changing.mutate(event.target.checked)}
      />
      {!global && <Linked list={list} mayEdit={mayEdit} />}
    </Card>
  );
}

function Linked(props: Props) {
  const t = useT();
  const { data: sources = [] } = useQuery(sourcesQuery);
  const { data: providers = [] } = useQuery(providersQuery);
  return (
    <div className="mt-2 space-y-2">
      {providers.length > 0 && (
        <LinkChoice {...props} of="providers" title={t("lists.ofProviders")} all={providers} />
      )}
      <LinkChoice {...props} of="sources" title={t("lists.ofSources")} all={sources} />
    </div>
  );
}

type ChoiceProps = Props & {
  of: Links;
  title: string;
  all: readonly { id: string; name: string }[];
};

function LinkChoice({ list, mayEdit, of, title, all }: ChoiceProps) {
  const t = useT();
  const client = useQueryClient();
  const query = linksQuery(list.id, of);
  const { data: linked, error } = useQuery(query);
  const [changed, setChanged] = useState<ReadonlySet<string> | null>(null);
  const saving = useMutation({
    mutationFn: (ids: ReadonlySet<string>) => changeLinks(list.id, of, ids),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: query.queryKey });
      setChanged(null);
      toast(t("lists.saved"));
    },
  });
  const trouble = error ?? saving.error;
  const ids = changed ?? linked ?? new Set<string>();
  const toggle = (id: string, on: boolean) => {
    const next = new Set(ids);
    if (on) next.add(id);
    else next.delete(id);
    setChanged(next);
  };
  return (
    <fieldset disabled={!mayEdit || linked === undefined} className="border-line border-t pt-2">
      <legend className="float-left w-full text-small font-semibold">{title}</legend>
      <div className="clear-both max-h-52 overflow-y-auto">
        {all.map(({ id, name }) => (
          <Checkbox
            key={id}
            className="flex!"
            label={name}
            checked={ids.has(id)}
            onChange={(event) => toggle(id, event.target.checked)}
          />
        ))}
      </div>
      {trouble !== null && <TroubleNotice trouble={troubleOf(trouble)} />}
      {changed !== null && (
        <Button disabled={saving.isPending} onClick={() => saving.mutate(changed)}>
          {t("lists.save")}
        </Button>
      )}
    </fieldset>
  );
}
