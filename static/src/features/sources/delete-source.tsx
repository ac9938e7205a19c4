/** Deletes a source that somebody made, after a question. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { deleteSource, type Source, sourcesQuery } from "@/api/sources";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Button } from "@/ui/controls";
import { ConfirmDialog } from "@/ui/dialog";
import { troubleText } from "@/ui/trouble-notice";

export function DeleteSource({ source }: { source: Source }) {
  const t = useT();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState(false);
  const deleting = useMutation({
    mutationFn: () => deleteSource(source.id),
    onSuccess: async () => {
      await navigate({ to: "/sources", search: {} });
      await queryClient.invalidateQueries({ queryKey: sourcesQuery.queryKey });
      toast(t("sources.deleted", { name: source.name }));
    },
    onError: (error) => toast(troubleText(t, troubleOf(error))),
  });
  return (
    <>
      <Button onClick={() => setAsked(true)} disabled={deleting.isPending}>
        {t("sources.delete")}
      </Button>
      {asked && (
        <ConfirmDialog
          title={t("sources.deleteTitle", { name: source.name })}
          confirm={t("sources.delete")}
          onConfirm={() => deleting.mutate()}
          onClose={() => setAsked(false)}
        >
          {t(source.template ? "sources.deleteWhatMade" : "sources.deleteWhat")}
        </ConfirmDialog>
      )}
    </>
  );
}
