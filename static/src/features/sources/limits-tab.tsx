/** How often a source may be asked: what is left, who says so, and what an administrator sets. */

import { useQuery } from "@tanstack/react-query";
import { troubleOf } from "@/api/http";
import { type LimitWindow, limitsQuery, type SourceLimits } from "@/api/limits";
import type { Source } from "@/api/sources";
import { useMay } from "@/app/session";
import { useFormat, useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { windowWords } from "@/ui/limits-left";
import { Loading } from "@/ui/loading";
import { Cell, Row, Table } from "@/ui/table";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice } from "@/ui/trouble-notice";
import { LimitsForm } from "./limits-form";

export function LimitsTab({ source }: { source: Source }) {
  const t = useT();
  const mayEdit = useMay()("source_edit");
  const { data, error } = useQuery(limitsQuery);
  const limits = data?.find(({ sourceId }) => sourceId === source.id);
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <Card title={t("sources.limitsNow")}>
        {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
        {data === undefined && error === null && <Loading />}
        {data !== undefined && (
          <div className="space-y-3">
            {limits !== undefined && <Circuit limits={limits} />}
            {limits === undefined || limits.windows.length === 0 ? (
              <p className="text-muted">{t("sources.noLimits")}</p>
            ) : (
              <Windows limits={limits} />
            )}
          </div>
        )}
      </Card>
      <Card title={t("sources.limitsSet")}>
        <LimitsForm key={source.version} source={source} mayEdit={mayEdit} />
      </Card>
    </div>
  );
}

const ORIGINS = {
  DECLARED: "sources.originDeclared",
  SET: "sources.originSet",
  VENDOR: "sources.originVendor",
} as const satisfies Record<LimitWindow["origin"], PlainKey>;

function Windows({ limits: { windows, secretName, reservePercent } }: { limits: SourceLimits }) {
  const t = useT();
  const format = useFormat();
  const columns = [
    t("sources.limit"),
    t("sources.used"),
    t("sources.left"),
    t("sources.resets"),
    t("sources.origin"),
  ];
  return (
    <>
      <Table label={t("sources.limitsNow")} columns={columns}>
        {windows.map(({ seconds, limit, used, left, resetsAt, origin }) => (
          <Row key={`${seconds} ${origin}`}>
            <Cell className="whitespace-nowrap">
              {format.number(limit)} {windowWords(t, seconds)}
            </Cell>
            <Cell>
              <span className="flex items-center gap-2">
                {format.number(used)}
                <progress
                  className="bar block w-16"
                  value={used}
                  max={Math.max(1, limit)}
                  aria-label={`${t("sources.used")} ${windowWords(t, seconds)}`}
                />
              </span>
            </Cell>
            <Cell className={left <= 0 ? "font-semibold text-suspicious" : ""}>
              {format.number(left)}
            </Cell>
            <Cell>{resetsAt === null ? "—" : <RelativeTime time={resetsAt} />}</Cell>
            <Cell className="text-muted">{t(ORIGINS[origin])}</Cell>
          </Row>
        ))}
      </Table>
      <p className="text-small text-muted">
        {t("sources.reserved", { percent: reservePercent })}{" "}
        {secretName !== null && t("sources.sharedKey", { name: secretName })}
      </p>
    </>
  );
}

/** Nothing is said while it is asked as usual. */
function Circuit({ limits: { circuit } }: { limits: SourceLimits }) {
  const t = useT();
  if (circuit.state === "CLOSED") return null;
  return (
    <p role="status" className="flex flex-wrap items-center gap-2">
      <Badge tone="bad">
        {t(circuit.state === "OPEN" ? "sources.circuitOpen" : "sources.circuitTrying")}
      </Badge>
      <span>{t("sources.circuitWhy")}</span>
      {circuit.openUntil && (
        <span className="text-muted">
          {t("sources.circuitUntil")} <RelativeTime time={circuit.openUntil} />
        </span>
      )}
    </p>
  );
}
