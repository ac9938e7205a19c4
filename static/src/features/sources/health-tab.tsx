/** How a source does: whether it answers, how often not, how fast, what is left of its limits. */

import { troubleOf } from "@/api/http";
import type { HealthWindow } from "@/api/named";
import type { SourceHealth } from "@/api/source-health";
import type { Source } from "@/api/sources";
import { useFormat, useT } from "@/i18n/language";
import { Card } from "@/ui/card";
import { LimitsLeft } from "@/ui/limits-left";
import { Loading } from "@/ui/loading";
import { Cell, Row, Table } from "@/ui/table";
import { RelativeTime } from "@/ui/time";
import { TroubleNotice } from "@/ui/trouble-notice";
import { Fact, Facts } from "./fact";
import { HealthBadge } from "./health-badge";
import { ProbeCard } from "./probe-card";
import { useHealth } from "./use-probe";

export function HealthTab({ source }: { source: Source }) {
  const { data, error, probing } = useHealth(source.id);
  if (data === undefined) {
    return error === null ? <Loading /> : <TroubleNotice trouble={troubleOf(error)} />;
  }
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <div className="space-y-4">
        {error !== null && <TroubleNotice trouble={troubleOf(error)} />}
        <Now health={data} />
        <Questions health={data} />
      </div>
      <div className="space-y-4">
        <ProbeCard source={source} probe={data.probe} probing={probing} />
        {source.activity !== "LOCAL" && <Left health={data} />}
      </div>
    </div>
  );
}

function Now({ health }: { health: SourceHealth }) {
  const t = useT();
  const { lastSuccessAt, lastFailure, circuit, feed } = health;
  const loaded = feed?.parts.flatMap(({ asOf }) => (asOf ? [asOf] : [])).sort() ?? [];
  return (
    <Card title={t("sources.healthNow")}>
      <div className="space-y-3">
        <HealthBadge health={health} />
        <Facts>
          <Fact name={t("sources.lastAnswer")} time={lastSuccessAt} />
          <Fact name={t("sources.trouble")}>
            {lastFailure === null ? (
              t("sources.noFailure")
            ) : (
              <>
                <RelativeTime time={lastFailure.at} />
                <span className="block">{lastFailure.detail}</span>
              </>
            )}
          </Fact>
          <Fact name={t("sources.circuit")}>
            {circuit.state === "CLOSED" ? (
              t("sources.circuitClosed")
            ) : (
              <>
                {t(circuit.state === "OPEN" ? "sources.circuitOpen" : "sources.circuitTrying")}
                {" · "}
                {t("sources.circuitWhy")}
                {circuit.openUntil && (
                  <>
                    {" "}
                    {t("sources.circuitUntil")} <RelativeTime time={circuit.openUntil} />
                  </>
                )}
              </>
            )}
          </Fact>
          {feed !== null && <Fact name={t("sources.copy")} time={loaded[0] ?? null} />}
        </Facts>
      </div>
    </Card>
  );
}

/** Without questions there is nothing to count: a sentence says more than a table of dashes. */
function Questions({ health: { hour, day } }: { health: SourceHealth }) {
  const t = useT();
  const format = useFormat();
  const elapsed = (took: number | null) => (took === null ? "—" : format.elapsed(took));
  const measures: [string, (counted: HealthWindow) => string][] = [
    [t("sources.questions"), ({ questions }) => format.number(questions)],
    [t("sources.failures"), ({ failures }) => format.number(failures)],
    [t("sources.errorRate"), ({ errorRate: rate }) => (rate === null ? "—" : format.percent(rate))],
    ["p50", ({ p50Ms }) => elapsed(p50Ms)],
    ["p95", ({ p95Ms }) => elapsed(p95Ms)],
    ["p99", ({ p99Ms }) => elapsed(p99Ms)],
  ];
  return (
    <Card title={t("sources.questionsTitle")}>
      {day.questions === 0 ? (
        <p>{t("sources.noQuestions")}</p>
      ) : (
        <Table
          label={t("sources.questionsTitle")}
          columns={[t("sources.counted"), t("sources.lastHour"), t("sources.lastDay")]}
        >
          {measures.map(([name, of]) => (
            <Row key={name}>
              <Cell className="text-muted">{name}</Cell>
              <Cell>{of(hour)}</Cell>
              <Cell>{of(day)}</Cell>
            </Row>
          ))}
        </Table>
      )}
      <p className="mt-2 text-small text-muted">{t("sources.questionsHow")}</p>
    </Card>
  );
}

function Left({ health: { limits } }: { health: SourceHealth }) {
  const t = useT();
  return (
    <Card title={t("sources.limitsLeft")}>
      {limits.length === 0 ? <p>{t("sources.noLimits")}</p> : <LimitsLeft limits={limits} />}
    </Card>
  );
}
