/** What went wrong and what to do next. */

import type { Trouble } from "@/api/trouble";
import { Button } from "@/ui/controls";
import { ShapeMark } from "@/ui/shapes";

type Props = {
  trouble: Trouble;
  /** Tries again or goes on; null when that is of no use. */
  action: { label: string; run: () => void } | null;
};

export function TroubleNotice({ trouble, action }: Props) {
  return (
    <div
      role="alert"
      className="flex gap-3 rounded-panel border border-error bg-error-back p-4 text-body"
    >
      <span className="mt-0.5 text-error">
        <ShapeMark shape="ERROR" />
      </span>
      <div className="min-w-0 space-y-1">
        <p className="font-semibold text-error">{trouble.what}</p>
        {trouble.details.map((detail) => (
          <p key={detail} className="wrap-anywhere">
            {detail}
          </p>
        ))}
        <p>
          {trouble.next}
          {action !== null && " What came so far is kept."}
        </p>
        {trouble.traceId !== null && (
          <p className="text-small text-muted">
            Trace <code className="font-mono wrap-anywhere">{trouble.traceId}</code> leads an
            administrator to the cause.
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
