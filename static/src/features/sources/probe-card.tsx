/** The known-answer probe: what it found, when, and a probe now. */

import type { Probe } from "@/api/source-health";
import type { Source } from "@/api/sources";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { ShapeMark } from "@/ui/shapes";
import { RelativeTime } from "@/ui/time";
import { Fact, Facts } from "./fact";
import { Refusal } from "./refusal";
import type { Probing } from "./use-probe";

type Props = { source: Source; probe: Probe | null; probing: Probing };

export function ProbeCard({ source, probe, probing }: Props) {
  const t = useT();
  const mayProbe = useMay()("source_edit") && probe !== null;
  return (
    <Card title={t("sources.probe")}>
      <div className="space-y-3">
        <p className="max-w-prose text-small text-muted">
          {t(probe === null ? "sources.noProbe" : "sources.probeWhat")}
        </p>
        {probe !== null && <Found probe={probe} waiting={probing.waiting} />}
        {probing.error !== null && <Refusal error={probing.error} />}
        {mayProbe && (
          <p className="flex flex-wrap gap-2">
            <Button disabled={probing.waiting || !source.enabled} onClick={probing.probe}>
              {t("sources.probeNow")}
            </Button>
            {probe.status === "CHANGED" && (
              <Button disabled={probing.waiting} onClick={probing.accept}>
                {t("sources.acceptShape")}
              </Button>
            )}
          </p>
        )}
      </div>
    </Card>
  );
}

type Tone = "good" | "warning" | "bad" | "plain";

const STATUSES: Readonly<Record<string, readonly [PlainKey, Tone]>> = {
  WELL: ["sources.probeWell", "good"],
  CHANGED: ["sources.newShape", "warning"],
  ERROR: ["sources.probeFails", "bad"],
  SKIPPED: ["sources.skipped", "plain"],
};

function Found({ probe, waiting }: { probe: Probe; waiting: boolean }) {
  const t = useT();
  const { status, detail, probedAt, goodAt, nextAt } = probe;
  const [words, tone] = STATUSES[status ?? ""] ?? (["sources.notProbed", "plain"] as const);
  return (
    <>
      <div role="status" className="space-y-1">
        {waiting ? (
          <Badge>
            <ShapeMark shape="WAITING" size="size-3" /> {t("sources.probing")}
          </Badge>
        ) : (
          <Badge tone={tone}>{t(words)}</Badge>
        )}
        {detail !== null && !waiting && <p className="wrap-anywhere">{detail}</p>}
      </div>
      <Facts>
        <Fact name={t("sources.lastProbe")} time={probedAt} />
        <Fact name={t("sources.lastWell")} time={goodAt} />
        <Fact name={t("sources.nextProbe")}>
          <RelativeTime time={nextAt} />
        </Fact>
      </Facts>
    </>
  );
}
