/** What went wrong and what to do next, in the reader's language. */

import type { ReactNode } from "react";
import type { Trouble, TroubleKind } from "@/api/trouble";
import { useT } from "@/i18n/language";
import type { PlainKey, Translate } from "@/i18n/translate";
import { Button } from "./controls";
import { ShapeMark } from "./shapes";

const WHAT = {
  unreachable: "ui.troubleUnreachable",
  strange: "ui.troubleStrange",
  signedOut: "ui.troubleSignedOut",
  forbidden: "ui.troubleForbidden",
  missing: "ui.troubleMissing",
  conflict: "ui.troubleConflict",
  invalid: "ui.troubleInvalid",
  tooOften: "ui.troubleTooOften",
  broken: "ui.troubleBroken",
  refused: "ui.troubleRefused",
} as const satisfies Record<TroubleKind, PlainKey>;

const NEXT = {
  unreachable: "ui.nextUnreachable",
  strange: "ui.nextStrange",
  signedOut: "ui.nextSignedOut",
  forbidden: "ui.nextForbidden",
  missing: "ui.nextMissing",
  conflict: "ui.nextConflict",
  invalid: "ui.nextInvalid",
  tooOften: "ui.nextTooOften",
  broken: "ui.nextBroken",
  refused: "ui.nextRefused",
} as const satisfies Record<TroubleKind, PlainKey>;

export function troubleWhat(t: Translate, trouble: Trouble): string {
  return t(WHAT[trouble.kind]);
}

export function troubleNext(t: Translate, trouble: Trouble): string {
  if (trouble.wait !== null) return t("ui.nextWait", { seconds: trouble.wait });
  return t(NEXT[trouble.kind]);
}

/** All of it in one text, for beside a field. */
export function troubleText(t: Translate, trouble: Trouble): string {
  return [troubleWhat(t, trouble), ...trouble.details, troubleNext(t, trouble)].join(" ");
}

type Props = {
  trouble: Trouble;
  /** Tries again or goes on; left out when that is of no use. */
  action?: { label: string; run: () => void } | null;
  /** What else is to be said. */
  children?: ReactNode;
};

export function TroubleNotice({ trouble, action = null, children }: Props) {
  const t = useT();
  return (
    <div
      role="alert"
      className="flex gap-3 rounded-panel border border-error bg-error-back p-4 text-body"
    >
      <span className="mt-0.5 text-error">
        <ShapeMark shape="ERROR" />
      </span>
      <div className="min-w-0 space-y-1">
        <p className="font-semibold text-error">{troubleWhat(t, trouble)}</p>
        {trouble.details.map((detail) => (
          <p key={detail} className="wrap-anywhere">
            {detail}
          </p>
        ))}
        <p>{troubleNext(t, trouble)}</p>
        {children}
        {trouble.traceId !== null && (
          <p className="text-small text-muted wrap-anywhere">
            {t("ui.trace", { id: trouble.traceId })}
          </p>
        )}
        {action !== null && (
          <Button className="mt-2" onClick={action.run}>
            {action.label}
          </Button>
        )}
      </div>
    </div>
  );
}
