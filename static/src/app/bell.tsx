/** The bell: how much is new, and all that the server had to tell, newest first. */

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bell as BellIcon } from "lucide-react";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import {
  type Notification,
  notificationsQuery,
  readAllNotifications,
  readNotification,
  UNREAD_SHOWN,
  unreadQuery,
} from "@/api/notifications";
import { useT } from "@/i18n/language";
import { Button, LINK } from "@/ui/controls";
import { Loading } from "@/ui/loading";
import { type Shape, ShapeMark } from "@/ui/shapes";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice } from "@/ui/trouble-notice";
import { Popover } from "./popover";
import { ownPath } from "./session";

export function Bell() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const { data: unread = 0 } = useQuery(unreadQuery);
  const mark = (
    <span className="relative">
      <BellIcon aria-hidden size={16} />
      {unread > 0 && (
        <span
          aria-hidden
          className="absolute -top-2 -right-2.5 min-w-4 rounded-full bg-accent px-1 text-center text-label leading-4 font-semibold text-on-accent"
        >
          {unread > UNREAD_SHOWN ? `${UNREAD_SHOWN}+` : unread}
        </span>
      )}
    </span>
  );
  return (
    <Popover
      label={unread === 0 ? t("watch.bell") : t("watch.bellUnread", { count: unread })}
      mark={mark}
      className="w-96"
      onToggle={setOpen}
    >
      {open && <Notifications unread={unread} />}
    </Popover>
  );
}

function Notifications({ unread }: { unread: number }) {
  const t = useT();
  const client = useQueryClient();
  const found = useInfiniteQuery(notificationsQuery);
  const reading = useMutation({
    mutationFn: (id: string | null) =>
      id === null ? readAllNotifications() : readNotification(id),
    onSettled: () => client.invalidateQueries({ queryKey: ["notifications"] }),
  });
  const all = found.data?.pages.flatMap((page) => page.items) ?? [];
  const error = found.error ?? reading.error;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">{t("watch.notifications")}</h2>
        {unread > 0 && (
          <Button look="quiet" className="ml-auto" onClick={() => reading.mutate(null)}>
            {t("watch.readAll")}
          </Button>
        )}
      </div>
      {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
      {found.isPending && <Loading />}
      {found.isSuccess && all.length === 0 && (
        <p className="text-muted">{t("watch.noNotification")}</p>
      )}
      {all.length > 0 && (
        <ul className="max-h-[60dvh] divide-y divide-line overflow-y-auto border-line border-t">
          {all.map((one) => (
            <Item key={one.id} one={one} onRead={() => reading.mutate(one.id)} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button
          look="quiet"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t("watch.older")}
        </Button>
      )}
    </>
  );
}

const SHAPES: Readonly<Record<string, readonly [Shape, string]>> = {
  ERROR: ["ERROR", "text-error"],
  WARNING: ["SUSPICIOUS", "text-suspicious"],
};

type ItemProps = { one: Notification; onRead: () => void };

function Item({ one: { title, detail, severity, link, createdAt, readAt }, onRead }: ItemProps) {
  const t = useT();
  const [shape, ink] = SHAPES[severity.toUpperCase()] ?? (["INFORMATIONAL", "text-muted"] as const);
  const isNew = readAt === null;
  return (
    <li className="flex gap-2 py-2 text-small">
      <span className={`mt-0.5 ${ink}`}>
        <ShapeMark shape={shape} size="size-3.5" />
      </span>
      <div className="min-w-0 flex-1 space-y-0.5">
        <p className={`wrap-anywhere ${isNew ? "font-semibold" : ""}`}>
          {link === null ? (
            title
          ) : (
            <Link
              to={ownPath(link)}
              className={`inline-block py-1 pointer-coarse:py-2.5 ${LINK}`}
              onClick={() => isNew && onRead()}
            >
              {title}
            </Link>
          )}
        </p>
        {detail !== "" && <p className="text-muted wrap-anywhere">{detail}</p>}
        <p className="flex flex-wrap items-center gap-x-2 text-label text-muted">
          <RelativeTime time={createdAt} />
          {isNew && (
            <Button look="quiet" className="-my-1" onClick={onRead}>
              {t("watch.markRead")}
              <span className="sr-only"> ({title})</span>
            </Button>
          )}
        </p>
      </div>
    </li>
  );
}
