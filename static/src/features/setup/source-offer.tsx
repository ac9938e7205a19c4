/** One source in the offer: switched on or off, and its key. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { changeSource, type Source, sourcesQuery } from "@/api/sources";
import { KeyForm } from "@/features/sources/key-form";
import { useFormat, useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { OutLink } from "@/ui/controls";
import { Checkbox } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";

export function SourceOffer({ source }: { source: Source }) {
  const t = useT();
  const queryClient = useQueryClient();
  // What was chosen last, until the server's word on it has been read.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const switching = useMutation({
    mutationFn: (enabled: boolean) => changeSource(source.id, { enabled }),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: sourcesQuery.queryKey });
      setChosen(null);
    },
  });
  const change = (enabled: boolean) => {
    setChosen(enabled);
    switching.mutate(enabled);
  };
  return (
    <li className="space-y-2 border-line border-t py-2 first:border-0">
      <div className="flex flex-wrap items-center gap-x-3">
        <Checkbox
          label={<span className="font-semibold">{source.name}</span>}
          checked={chosen ?? source.enabled}
          onChange={(event) => change(event.target.checked)}
        />
        <State source={source} />
      </div>
      <p className="text-small text-muted">{source.description}</p>
      {switching.error !== null && <TroubleNotice trouble={troubleOf(switching.error)} />}
      {source.missingSecrets.map((slot) => (
        <div key={slot} className="max-w-md">
          <KeyForm
            source={source}
            slot={slot}
            label={t("setup.keyOf", { name: source.name })}
            help={
              source.keyUrl === "" ? undefined : (
                <>
                  {t("setup.keyFrom")} <OutLink url={source.keyUrl}>{source.keyUrl}</OutLink>
                </>
              )
            }
          />
        </div>
      ))}
    </li>
  );
}

function State({ source }: { source: Source }) {
  const t = useT();
  const format = useFormat();
  if (source.missingSecrets.length > 0) return <Badge tone="warning">{t("setup.noKey")}</Badge>;
  if (source.key !== "NONE") return <Badge tone="good">{t("setup.hasKey")}</Badge>;
  if (source.feed === null) return null;
  const rows = source.feed.parts.reduce((sum, part) => sum + (part.rows ?? 0), 0);
  if (rows > 0) return <Badge tone="good">{t("setup.rows", { rows: format.number(rows) })}</Badge>;
  return <Badge>{t("setup.noRows")}</Badge>;
}
