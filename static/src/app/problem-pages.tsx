/** Pages in place of the one that was wanted: it does not exist, failed, or is not for this account. */

import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { TroubleError } from "@/api/http";
import type { Permission } from "@/api/me";
import { useT } from "@/i18n/language";
import { Button, LOOKS } from "@/ui/controls";
import { EmptyState } from "@/ui/empty-state";
import { Page } from "@/ui/page";
import { TroubleNotice } from "@/ui/trouble-notice";

export function NotFoundPage() {
  const t = useT();
  return (
    <Page title={t("app.notFound")}>
      <EmptyState title={t("app.notFoundWhat")} action={<Home />}>
        {t("app.notFoundNext")}
      </EmptyState>
    </Page>
  );
}

export function ForbiddenPage({ needs }: { needs: Permission }) {
  const t = useT();
  return (
    <Page title={t("app.forbidden")}>
      <EmptyState title={t("app.forbiddenWhat")}>
        {t("app.forbiddenNext", { permission: needs })}
      </EmptyState>
    </Page>
  );
}

/** A page failed: by the server's trouble, or by a defect of ours. */
export function ProblemPage({ error, reset }: ErrorComponentProps) {
  const t = useT();
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const retry = () => {
    queries.reset();
    reset();
    void router.invalidate();
  };
  if (error instanceof TroubleError && error.trouble.kind === "missing") return <NotFoundPage />;
  return (
    <Page title={t("app.problem")}>
      {error instanceof TroubleError ? (
        <TroubleNotice trouble={error.trouble} action={{ label: t("app.retry"), run: retry }} />
      ) : (
        <EmptyState
          title={t("app.defect")}
          action={
            <>
              <Button look="main" onClick={() => location.reload()}>
                {t("app.reload")}
              </Button>
              <Home />
            </>
          }
        >
          <p>{t("app.defectNext")}</p>
          <p className="mt-2 font-mono wrap-anywhere">{String(error)}</p>
        </EmptyState>
      )}
    </Page>
  );
}

function Home() {
  const t = useT();
  return (
    <Link to="/" className={LOOKS.plain}>
      {t("app.home")}
    </Link>
  );
}
