/** Probing a source now, and waiting for what comes of it. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { forgetShape, healthQuery, probeSource } from "@/api/source-health";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";

const PATIENCE_MILLISECONDS = 60_000;

/** `accept` takes the shape that the probe finds as the right one. */
export type Probing = {
  waiting: boolean;
  error: Error | null;
  probe: () => void;
  accept: () => void;
};

/** The health of a source, read more often while a probe is under way. */
export function useHealth(sourceId: string) {
  const t = useT();
  const client = useQueryClient();
  const [asked, setAsked] = useState<{ before: string | null } | null>(null);
  const query = useQuery(healthQuery(sourceId, asked !== null));
  const probedAt = query.data?.probe?.probedAt ?? null;
  const asking = useMutation({
    mutationFn: async (accept: boolean) => {
      if (accept) await forgetShape(sourceId);
      await probeSource(sourceId);
    },
    onMutate: () => setAsked({ before: probedAt }),
    onError: () => setAsked(null),
    onSettled: () => client.invalidateQueries({ queryKey: healthQuery(sourceId).queryKey }),
  });
  useEffect(() => {
    if (asked === null) return;
    if (probedAt !== asked.before) {
      setAsked(null);
      toast(t("sources.probed"));
      return;
    }
    const timer = setTimeout(() => {
      setAsked(null);
      toast(t("sources.probeLate"));
    }, PATIENCE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [asked, probedAt, t]);
  const probing: Probing = {
    waiting: asked !== null,
    error: asking.error,
    probe: () => asking.mutate(false),
    accept: () => asking.mutate(true),
  };
  return { ...query, probing };
}
