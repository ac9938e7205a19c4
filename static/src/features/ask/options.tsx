/** Who is asked, what may be done with the question, and whether answers of before will do. */

import type { Preset } from "@/api/presets";
import { PAPS, type Pap, TLPS, type Tlp } from "@/api/requests";
import type { Source } from "@/api/sources";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Checkbox, Select } from "@/ui/inputs";
import { MARKING_WORDS } from "./markings";
import { PresetActions } from "./presets";
import type { Choice } from "./question";

export type Asking = {
  choice: Choice;
  /** Empty: not marked. */
  tlp: Tlp | "";
  pap: Pap | "";
  /** Only sources that ask nobody outside. */
  offline: boolean;
  /** Past the cache. */
  refresh: boolean;
};

export const ASKING: Asking = {
  choice: { of: "all" },
  tlp: "",
  pap: "",
  offline: false,
  refresh: false,
};

type Props = {
  sources: readonly Source[];
  presets: readonly Preset[];
  /** The sources that are chosen now. */
  chosen: readonly Source[];
  asking: Asking;
  onChange: (part: Partial<Asking>) => void;
};

export function Options({ sources, presets, chosen, asking, onChange }: Props) {
  const t = useT();
  const { choice } = asking;
  const enabled = sources.filter((source) => source.enabled);
  return (
    <fieldset className="space-y-1 rounded-panel border border-line bg-surface px-3 py-2">
      <legend className="px-1 text-small font-semibold">{t("ask.who")}</legend>
      <div className="flex flex-wrap items-center gap-x-5">
        <Radio
          label={t("ask.ofAll")}
          checked={choice.of === "all"}
          onCheck={() => onChange({ choice: { of: "all" } })}
        />
        {presets.length > 0 && (
          <PresetChoice presets={presets} choice={choice} onChange={onChange} />
        )}
        <Radio
          label={t("ask.ofChosen")}
          checked={choice.of === "chosen"}
          onCheck={() =>
            onChange({ choice: { of: "chosen", ids: new Set(chosen.map(({ id }) => id)) } })
          }
        />
        <PresetActions
          presets={presets}
          choice={choice}
          chosen={chosen}
          onChoice={(next) => onChange({ choice: next })}
        />
      </div>
      {choice.of === "chosen" && (
        <Chosen
          sources={enabled}
          ids={choice.ids}
          onChange={(ids) => onChange({ choice: { of: "chosen", ids } })}
        />
      )}
      <Handling asking={asking} onChange={onChange} />
    </fieldset>
  );
}

/** What may be done with the question: markings, the outside world, the cache. */
function Handling({ asking, onChange }: Pick<Props, "asking" | "onChange">) {
  const t = useT();
  const unmarked = { value: "" as const, label: t("ask.unmarked") };
  return (
    <div className="flex flex-wrap items-end gap-x-5 gap-y-2 border-line border-t pt-2">
      <Field label="TLP">
        {(input) => (
          <Select
            {...input}
            value={asking.tlp}
            options={[
              unmarked,
              ...TLPS.map((value) => ({ value, label: t(MARKING_WORDS[value]) })),
            ]}
            onChange={(tlp) => onChange({ tlp })}
          />
        )}
      </Field>
      <Field label="PAP">
        {(input) => (
          <Select
            {...input}
            value={asking.pap}
            options={[
              unmarked,
              ...PAPS.map((value) => ({ value, label: t(MARKING_WORDS[value]) })),
            ]}
            onChange={(pap) => onChange({ pap })}
          />
        )}
      </Field>
      <Checkbox
        label={t("ask.ofLocal")}
        checked={asking.offline}
        onChange={(event) => onChange({ offline: event.target.checked })}
      />
      <Checkbox
        label={t("ask.refresh")}
        checked={asking.refresh}
        onChange={(event) => onChange({ refresh: event.target.checked })}
      />
    </div>
  );
}

type RadioProps = { label: string; checked: boolean; onCheck: () => void };

function Radio({ label, checked, onCheck }: RadioProps) {
  return (
    <label className="inline-flex min-h-8 cursor-pointer items-center gap-2 text-body pointer-coarse:min-h-11">
      <input
        type="radio"
        name="who"
        className="size-4 accent-accent"
        checked={checked}
        onChange={onCheck}
      />
      {label}
    </label>
  );
}

function PresetChoice({
  presets,
  choice,
  onChange,
}: Pick<Props, "presets" | "onChange"> & { choice: Choice }) {
  const t = useT();
  const id = choice.of === "preset" ? choice.id : (presets[0]?.id ?? "");
  const choose = (next: string) => onChange({ choice: { of: "preset", id: next } });
  return (
    <span className="flex items-center gap-2">
      <Radio
        label={t("ask.ofPreset")}
        checked={choice.of === "preset"}
        onCheck={() => choose(id)}
      />
      <Select
        aria-label={t("ask.preset")}
        className="max-w-48"
        value={id}
        options={presets.map((preset) => ({ value: preset.id, label: preset.name }))}
        onChange={choose}
      />
    </span>
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
    <div className="border-line border-t pt-1">
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
