/** A file that is sent to the server, then loaded into a feed; a refused one can be forced. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type FeedImported, feedsQuery, importFeed } from "@/api/feeds";
import { troubleOf } from "@/api/http";
import { sourcesQuery } from "@/api/sources";
import type { Trouble } from "@/api/trouble";
import { uploadWatched } from "@/api/uploads";

export type Importing = {
  /** Null while nothing is sent; 0 to 1 on the way, 1 while the server reads it. */
  sent: number | null;
  imported: FeedImported | null;
  trouble: Trouble | null;
  /** Whether it was refused for what it is, and not by force yet. */
  mayForce: boolean;
  load: (file: File, part: string | null, force: boolean) => void;
  /** Another file was chosen: what was said of the one before is gone. */
  forget: () => void;
};

type Load = { file: File; part: string | null; force: boolean };

export function useImport(slug: string): Importing {
  const client = useQueryClient();
  const [sent, setSent] = useState<number | null>(null);
  const uploaded = useRef<{ file: File; id: string } | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);

  const loading = useMutation({
    mutationFn: async ({ file, part, force }: Load) => {
      setSent(0);
      if (uploaded.current?.file !== file) {
        const { id } = await uploadWatched(file, setSent, leaving.current.signal);
        uploaded.current = { file, id };
      }
      setSent(1);
      return importFeed(slug, { uploadId: uploaded.current.id, part, force });
    },
    onSuccess: () => {
      uploaded.current = null; // the server has forgotten it too
      void client.invalidateQueries({ queryKey: feedsQuery.queryKey });
      void client.invalidateQueries({ queryKey: sourcesQuery.queryKey, exact: true });
    },
    onError: (error) => {
      // Its hour is over: it is sent again with the next attempt.
      if (troubleOf(error).kind === "missing") uploaded.current = null;
    },
    onSettled: () => setSent(null),
  });
  const trouble = loading.error === null ? null : troubleOf(loading.error);
  return {
    sent,
    imported: loading.data ?? null,
    trouble,
    mayForce: trouble?.kind === "invalid" && loading.variables?.force === false,
    load: (file, part, force) => loading.mutate({ file, part, force }),
    forget: loading.reset,
  };
}
