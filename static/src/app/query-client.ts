/** What pages read of the server, kept and asked anew; and what happens when a session has ended. */

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import type { AnyRouter } from "@tanstack/react-router";
import { TroubleError } from "@/api/http";
import { meQuery } from "@/api/me";

const RETRIES = 2;
const FRESH_MILLISECONDS = 10_000;

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Error;
    /** `answers401`: a 401 says something about what was entered, not that the session ended. */
    mutationMeta: { answers401?: boolean };
  }
}

/** `router` is asked for late: it needs the client itself. */
export function createQueryClient(router: () => AnyRouter): QueryClient {
  const onError = (error: Error) => {
    if (!(error instanceof TroubleError) || error.status !== 401) return;
    client.setQueryData(meQuery.queryKey, null);
    void router().invalidate(); // the guard leads to the sign-in page, and back
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (mutation.meta?.answers401 !== true) onError(error);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MILLISECONDS,
        retry: (failures, error) =>
          failures < RETRIES && error instanceof TroubleError && error.trouble.again,
      },
    },
  });
  return client;
}
