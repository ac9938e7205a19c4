/** Changing a source; what pages know of sources is read again afterwards. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeSource, type Source, type SourcePatch, sourcesQuery } from "@/api/sources";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";

export function useChangeSource(source: Source) {
  const t = useT();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (patch: SourcePatch) => changeSource(source.id, patch),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sourcesQuery.queryKey });
      toast(t("sources.saved"));
    },
  });
}
