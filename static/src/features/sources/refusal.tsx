/** Why the server did not do what was asked of a source or its feed. */

import { troubleOf } from "@/api/http";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { TroubleNotice } from "@/ui/trouble-notice";

type Props = { error: unknown };

/** Where a source is as it is, the server's own sentence says it all. */
export function Refusal({ error }: Props) {
  const trouble = troubleOf(error);
  if (trouble.kind !== "conflict") return <TroubleNotice trouble={trouble} />;
  return (
    <p role="alert" className="text-error wrap-anywhere">
      {trouble.details.join(" ")}
    </p>
  );
}

type RefusedProps = {
  title: string;
  details: readonly string[];
  /** Takes it all the same; null when that was tried. */
  onForce: (() => void) | null;
};

/** Rows that were not taken, and why; what is right all the same can be forced. */
export function Refused({ title, details, onForce }: RefusedProps) {
  const t = useT();
  return (
    <div className="space-y-2 rounded-panel border border-error bg-error-back p-3">
      <p className="font-semibold text-error">{title}</p>
      {details.map((detail) => (
        <p key={detail} className="wrap-anywhere">
          {detail}
        </p>
      ))}
      {onForce !== null && (
        <>
          <p className="text-small">{t("sources.force")}</p>
          <Button onClick={onForce}>{t("sources.takeAnyway")}</Button>
        </>
      )}
    </div>
  );
}
