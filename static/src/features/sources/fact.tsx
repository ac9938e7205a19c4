/** Names with what is so, one below the other. */

import type { ReactNode } from "react";
import { useT } from "@/i18n/language";
import { RelativeTime } from "@/ui/time";

export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-small">{children}</dl>
  );
}

/** Either of them: a time, "never" where there is none, or anything else. */
type Props = { name: string } & ({ time: string | null } | { children: ReactNode });

export function Fact({ name, ...rest }: Props) {
  const t = useT();
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere">
        {"children" in rest ? (
          rest.children
        ) : rest.time === null ? (
          t("sources.never")
        ) : (
          <RelativeTime time={rest.time} />
        )}
      </dd>
    </>
  );
}
