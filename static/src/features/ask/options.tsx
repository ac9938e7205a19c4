/** Who is asked, and whether answers of before will do. */

import type { Source } from "@/api/sources";
import { useT } from "@/i18n/language";
import type { PlainKey } from "@/i18n/translate";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/controls";
import { Checkbox } from "@/ui/inputs";
import type { Choice } from "./question";

type Props = {
  sources: readonly Source[];
  choice: Choice;
  onChoice: (choice: Choice) => void;
  refresh: boolean;
  onRefresh: (refresh: boolean) => void;
};

const OF = [
  ["all", "ask.ofAll"],
  ["local", "ask.ofLocal"],
  ["chosen", "ask.ofChosen"],
] as const satisfies readonly (readonly [Choice["of"], PlainKey])[];

export function Options({ sources, choice, onChoice, refresh, onRefresh }: Props) {
  const t = useT();
  const enabled = sources.filter((source) => source.enabled);
  const choose = (of: Choice["of"]) => {
    if (of !== "chosen") onChoice({ of });
    else onChoice({ of, ids: new Set(enabled.map(({ id }) => id)) });
  };
  return (
    <fieldset className="rounded-panel border border-line bg-surface px-3 py-2">
      <legend className="px-1 text-small font-semibold">{t("ask.who")}</legend>
      <div className="flex flex-wrap items-center gap-x-5">
        {OF.map(([of, words]) => (
          <label
            key={of}
            className="inline-flex min-h-8 cursor-pointer items-center gap-2 text-body pointer-coarse:min-h-11"
          >
            <input
              type="radio"
              name="who"
              className="size-4 accent-accent"
              checked={choice.of === of}
              onChange={() => choose(of)}
            />
            {t(words)}
          </label>
        ))}
        <Checkbox
          className="sm:ml-auto"
          label={t("ask.refresh")}
          checked={refresh}
          onChange={(event) => onRefresh(event.target.checked)}
        />
      </div>
      {choice.of === "chosen" && (
        <Chosen
          sources={enabled}
          ids={choice.ids}
          onChange={(ids) => onChoice({ of: "chosen", ids })}
        />
      )}
    </fieldset>
  );
}

type ChosenProps = {
  sources: readonly Source[];
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
};

function Chosen({ sources, ids, onChange }: ChosenProps) {
  const t = useT();
  const toggle = (id: string, on: boolean) => {
    const next = new Set(ids);
    if (on) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <div className="mt-1 border-line border-t pt-1">
      <div className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-x-4">
        {sources.map((source) => (
          <Checkbox
            key={source.id}
            checked={ids.has(source.id)}
            onChange={(event) => toggle(source.id, event.target.checked)}
            label={
              <span className="inline-flex flex-wrap items-center gap-x-2">
                {source.name}
                {source.activity === "LOCAL" && <Badge>{t("ask.local")}</Badge>}
                {source.missingSecrets.length > 0 && <Badge tone="warning">{t("ask.noKey")}</Badge>}
              </span>
            }
          />
        ))}
      </div>
      <Button look="quiet" onClick={() => onChange(new Set(sources.map(({ id }) => id)))}>
        {t("ask.chooseAll")}
      </Button>
      <Button look="quiet" onClick={() => onChange(new Set())}>
        {t("ask.chooseNone")}
      </Button>
    </div>
  );
}
