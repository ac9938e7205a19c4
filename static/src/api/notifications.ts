/** What the server has to tell the account. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { readPage, segment, send } from "./http";
import type { Notification } from "./named";

export type { Notification };

const PAGE = 30;
const POLL_MILLISECONDS = 60_000;

export const notificationsQuery = infiniteQueryOptions({
  queryKey: ["notifications", "list"],
  queryFn: ({ pageParam, signal }) =>
    readPage<Notification>("/notifications", {
      query: { limit: PAGE, cursor: pageParam ?? undefined },
      signal,
    }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.cursor,
});

/** How many are not read yet, asked once a minute. */
export const unreadQuery = queryOptions({
  queryKey: ["notifications", "unread"],
  queryFn: async ({ signal }) => {
    const query = { unread: true, limit: UNREAD_SHOWN + 1 };
    const page = await readPage<Notification>("/notifications", { query, signal });
    return Math.max(page.total, page.items.length);
  },
  refetchInterval: POLL_MILLISECONDS,
});

/** Above it the exact number says nothing more. */
export const UNREAD_SHOWN = 99;

export async function readNotification(id: string): Promise<void> {
  await send("POST", `/notifications/${segment(id)}/read`);
}

export async function readAllNotifications(): Promise<void> {
  await send("POST", "/notifications/read");
}
