/** One request: its verdict, what was asked about, how many sources answered, when. */

import { Link } from "@tanstack/react-router";
import type { Request } from "@/api/requests";
import { kindWords } from "@/features/run/wording";
import { useT } from "@/i18n/language";
import { CheckButton } from "@/ui/check-button";
import { LevelChip } from "@/ui/level-chip";
import { ShapeMark } from "@/ui/shapes";
import { RelativeTime } from "@/ui/time";

type Props = {
  request: Request;
  index: number;
  top: number;
  height: number;
  focusable: boolean;
  selected: boolean;
  onFocus: () => void;
  onToggle: () => void;
};

export function RequestRow(props: Props) {
  const { request, index, top, height, focusable, selected, onFocus, onToggle } = props;
  const more = (request.indicatorCount ?? 1) - 1;
  const t = useT();
  return (
    <li
      className={`absolute inset-x-0 flex items-center border-line border-t pl-1 hover:bg-sunken [&:nth-child(1)]:border-0 ${selected ? "bg-informational-back" : ""}`}
      ref={(element) => {
        if (element === null) return;
        element.style.height = `${height}px`;
        element.style.transform = `translateY(${top}px)`;
      }}
    >
      <CheckButton
        label={t("history.select", { value: request.data })}
        checked={selected}
        onToggle={onToggle}
      />
      <Link
        to="/run/$id"
        params={{ id: request.id }}
        data-index={index}
        tabIndex={focusable ? 0 : -1}
        onFocus={onFocus}
        className="flex h-full min-w-0 flex-1 flex-wrap content-center items-center gap-x-4 pr-3 pl-1 -outline-offset-2 text-small text-ink sm:flex-nowrap"
      >
        <span className="order-2 sm:order-none sm:w-36">
          <State request={request} />
        </span>
        <span className="order-1 flex min-w-0 basis-full gap-2 sm:order-none sm:flex-1 sm:basis-0">
          <span className="truncate font-mono" title={request.data}>
            {request.data}
          </span>
          {more > 0 && (
            <span className="whitespace-nowrap text-muted">
              {t("history.more", { count: more })}
            </span>
          )}
        </span>
        <span className="order-3 min-w-0 truncate text-muted max-sm:flex-1 max-sm:basis-0 sm:order-none sm:w-28">
          {kindWords(t, request.kind)}
        </span>
        <span className="hidden w-44 truncate text-muted lg:block">
          <Counts request={request} />
        </span>
        <span className="order-4 ml-auto text-right text-muted sm:order-none sm:w-36">
          <RelativeTime time={request.createdAt} />
        </span>
      </Link>
    </li>
  );
}

function State({ request: { state, verdict } }: { request: Request }) {
  const t = useT();
  if (state === "RUNNING") {
    return (
      <span className="inline-flex items-center gap-1.5 text-muted">
        <ShapeMark shape="WAITING" size="size-3" />
        {t("history.running")}
      </span>
    );
  }
  if (state === "PAUSED") return <span className="text-muted">{t("history.paused")}</span>;
  if (verdict !== null) return <LevelChip level={verdict} />;
  return (
    <span className="text-muted">
      {t(state === "CANCELLED" ? "history.cancelled" : "history.noVerdict")}
    </span>
  );
}

/** Errors are named: "nothing found" must not hide that somebody did not answer. */
function Counts({ request: { counts } }: { request: Request }) {
  const t = useT();
  if (counts === null) return null;
  return [
    t("history.found", { count: counts.found ?? 0 }),
    ...(counts.error ? [t("history.failed", { count: counts.error })] : []),
  ].join(" · ");
}
