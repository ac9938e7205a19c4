/** One ignore list: its settings, for whom it counts, what is on it. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { csvAddress, deleteList, type IgnoreList, listsQuery } from "@/api/lists";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Badge } from "@/ui/badge";
import { Button, LOOKS } from "@/ui/controls";
import { ConfirmDialog } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { TroubleNotice, troubleText } from "@/ui/trouble-notice";
import { Entries } from "./entries";
import { PasteCard } from "./paste-card";
import { ScopeCard } from "./scope-card";
import { SettingsCard } from "./settings-card";

export function ListPage() {
  const t = useT();
  const { id } = useParams({ from: "/shell/lists/$id" });
  const { data, error } = useQuery(listsQuery);
  const list = data?.find((one) => one.id === id);
  if (error !== null) {
    return (
      <Page title={t("lists.title")}>
        <TroubleNotice trouble={troubleOf(error)} />
      </Page>
    );
  }
  if (data === undefined) return <Loading />;
  if (list === undefined) {
    return (
      <Page title={t("lists.title")}>
        <EmptyState title={t("lists.unknown")} />
      </Page>
    );
  }
  return <Known key={list.id} list={list} />;
}

function Known({ list }: { list: IgnoreList }) {
  const t = useT();
  const mayEdit = useMay()("list_edit");
  return (
    <Page
      title={list.name}
      heading={
        <span className="flex flex-wrap items-center gap-3">
          {list.name}
          {list.origin === "MISP_WARNINGLIST" && <Badge>MISP {list.version ?? ""}</Badge>}
          {!list.enabled && <Badge>{t("lists.off")}</Badge>}
        </span>
      }
      actions={
        <>
          <a href={csvAddress(list.id)} download className={LOOKS.plain}>
            <Download aria-hidden size={14} />
            {t("lists.export")}
          </a>
          {mayEdit && <DeleteList list={list} />}
        </>
      }
    >
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem] xl:grid-rows-[auto_1fr]">
        {mayEdit && <PasteCard list={list} />}
        <div className="xl:col-start-1 xl:row-span-2 xl:row-start-1">
          <Entries list={list} mayEdit={mayEdit} />
        </div>
        <div className="space-y-4">
          <SettingsCard key={list.updatedAt} list={list} mayEdit={mayEdit} />
          <ScopeCard list={list} mayEdit={mayEdit} />
        </div>
      </div>
    </Page>
  );
}

function DeleteList({ list }: { list: IgnoreList }) {
  const t = useT();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const deleting = useMutation({
    mutationFn: () => deleteList(list.id),
    onSuccess: async () => {
      await navigate({ to: "/lists" });
      await client.invalidateQueries({ queryKey: listsQuery.queryKey });
      toast(t("lists.deleted", { name: list.name }));
    },
    onError: (error) => toast(troubleText(t, troubleOf(error))),
  });
  return (
    <>
      <Button onClick={() => setAsked(true)} disabled={deleting.isPending}>
        {t("lists.delete")}
      </Button>
      {asked && (
        <ConfirmDialog
          title={t("lists.deleteTitle", { name: list.name })}
          confirm={t("lists.delete")}
          onConfirm={() => deleting.mutate()}
          onClose={() => setAsked(false)}
        >
          {t("lists.deleteWhat", { count: list.entryCount })}
        </ConfirmDialog>
      )}
    </>
  );
}
