/** Ignore lists: what must not be asked about, what is only marked; and what they say of a value. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { listsQuery } from "@/api/lists";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";
import { ImportDialog } from "./import-dialog";
import { ListTable } from "./list-table";
import { NewList } from "./new-list";
import { TestBox } from "./test-box";

export function ListsPage() {
  const t = useT();
  const mayEdit = useMay()("list_edit");
  const [doing, setDoing] = useState<"new" | "import" | null>(null);
  const { data, error } = useQuery(listsQuery);
  const close = () => setDoing(null);
  const actions = mayEdit && (
    <>
      <Button onClick={() => setDoing("import")}>{t("lists.import")}</Button>
      <Button look="main" onClick={() => setDoing("new")}>
        {t("lists.new")}
      </Button>
    </>
  );
  return (
    <Page title={t("lists.title")} actions={actions}>
      {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && data.length > 0 && <TestBox />}
      {data?.length === 0 && (
        <EmptyState title={t("lists.nothing")}>{t("lists.nothingNext")}</EmptyState>
      )}
      {data !== undefined && data.length > 0 && <ListTable lists={data} mayEdit={mayEdit} />}
      {doing === "new" && <NewList onClose={close} />}
      {doing === "import" && <ImportDialog onClose={close} />}
    </Page>
  );
}
