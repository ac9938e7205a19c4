/** Every source with what it needs: nothing, a feed, a free key, a paid key. */

import { useQuery } from "@tanstack/react-query";
import { troubleOf } from "@/api/http";
import { type Source, sourcesQuery } from "@/api/sources";
import { useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Loading } from "@/ui/loading";
import { TroubleNotice } from "@/ui/trouble-notice";
import { SourceOffer } from "./source-offer";

const GROUPS = ["local", "free", "freeKey", "paidKey"] as const;
type Group = (typeof GROUPS)[number];

const TITLES = {
  local: "setup.groupLocal",
  free: "setup.groupFree",
  freeKey: "setup.groupFreeKey",
  paidKey: "setup.groupPaidKey",
} as const satisfies Record<Group, PlainKey>;

const ABOUT = {
  local: "setup.aboutLocal",
  free: "setup.aboutFree",
  freeKey: "setup.aboutFreeKey",
  paidKey: "setup.aboutPaidKey",
} as const satisfies Record<Group, PlainKey>;

export function SourcesStep({ onNext }: { onNext: () => void }) {
  const t = useT();
  const { data, error, refetch } = useQuery(sourcesQuery);
  if (error !== null) {
    return (
      <TroubleNotice
        trouble={troubleOf(error)}
        action={{ label: t("setup.again"), run: () => void refetch() }}
      />
    );
  }
  if (data === undefined) return <Loading />;
  const groups = GROUPS.map((group) => ({
    group,
    sources: data.filter((source) => groupOf(source) === group),
  }));
  return (
    <div className="space-y-4">
      <p>{t("setup.sourcesWhy")}</p>
      {groups
        .filter(({ sources }) => sources.length > 0)
        .map(({ group, sources }) => (
          <Card key={group} title={t(TITLES[group])}>
            <p className="-mt-2 mb-2 text-small text-muted">{t(ABOUT[group])}</p>
            <ul>
              {sources.map((source) => (
                <SourceOffer key={source.id} source={source} />
              ))}
            </ul>
          </Card>
        ))}
      <Button look="main" onClick={onNext}>
        {t("setup.next")}
      </Button>
    </div>
  );
}

function groupOf({ key, activity }: Source): Group {
  if (key === "FREE_KEY") return "freeKey";
  if (key === "PAID_KEY") return "paidKey";
  return activity === "LOCAL" ? "local" : "free";
}
