/** What of the rows is shown: by verdict, kind, text, and where sources judge differently. */

import { FilterX } from "lucide-react";
import { type Ref, useEffect, useState } from "react";
import { useFormat, useT } from "@/i18n/language";
import { IconButton } from "@/ui/controls";
import { Checkbox, Select, TextInput } from "@/ui/inputs";
import { LEVEL_INK } from "@/ui/level-chip";
import { ShapeMark } from "@/ui/shapes";
import { outcomeWords } from "./outcome";
import { type Filters, isFiltering, OUTCOMES, type Outcome } from "./search";
import { countOutcomes } from "./shown";
import { type RunStore, remembered, useRunState } from "./store";
import { kindWords } from "./wording";

const TYPING_MILLISECONDS = 200;

type Props = {
  store: RunStore;
  filters: Filters;
  onChange: (filters: Filters) => void;
  /** The field for text, for the key that leads to it. */
  ref: Ref<HTMLInputElement>;
};

export function FilterBar({ store, filters, onChange, ref }: Props) {
  const t = useT();
  const kinds = useRunState(store, kindsOf);
  return (
    <search className="flex flex-wrap items-center gap-2">
      <TextFilter
        ref={ref}
        value={filters.text}
        onChange={(text) => onChange({ ...filters, text })}
      />
      {kinds.length > 1 && (
        <Select
          aria-label={t("run.kind")}
          value={kinds.includes(filters.kind) ? filters.kind : ""}
          options={[
            { value: "", label: t("run.allKinds") },
            ...kinds.map((kind) => ({ value: kind, label: kindWords(t, kind) })),
          ]}
          onChange={(kind) => onChange({ ...filters, kind })}
        />
      )}
      <OutcomeFilter store={store} filters={filters} onChange={onChange} />
      <Checkbox
        label={t("run.differing")}
        checked={filters.differing}
        onChange={(event) => onChange({ ...filters, differing: event.target.checked })}
      />
      {isFiltering(filters) && (
        <IconButton
          label={t("run.showEverything")}
          onClick={() => onChange({ outcomes: [], kind: "", text: "", differing: false })}
        >
          <FilterX aria-hidden size={16} />
        </IconButton>
      )}
    </search>
  );
}

const kindsOf = remembered((state) =>
  [...new Set(state.rows.map(({ indicator }) => indicator.kind))].sort(),
);

/** A button for each outcome that there is, with how many rows have it. */
function OutcomeFilter({ store, filters, onChange }: Omit<Props, "ref">) {
  const t = useT();
  const format = useFormat();
  const rows = useRunState(store, (state) => state.rows);
  const counts = countOutcomes(rows);
  const { outcomes } = filters;
  const toggle = (outcome: Outcome) => {
    const others = outcomes.filter((one) => one !== outcome);
    onChange({
      ...filters,
      outcomes: others.length < outcomes.length ? others : [...outcomes, outcome],
    });
  };
  return (
    <fieldset className="contents">
      <legend className="sr-only">{t("run.verdict")}</legend>
      {OUTCOMES.filter((outcome) => counts.has(outcome) || outcomes.includes(outcome)).map(
        (outcome) => (
          <button
            key={outcome}
            type="button"
            aria-pressed={outcomes.includes(outcome)}
            onClick={() => toggle(outcome)}
            className={`inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-control border border-line-strong bg-surface px-2 text-small hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-informational-back pointer-coarse:min-h-11 ${outcome === "NONE" ? "text-error" : LEVEL_INK[outcome]}`}
          >
            <ShapeMark shape={outcome === "NONE" ? "ERROR" : outcome} size="size-3" />
            <span className="font-semibold max-sm:sr-only">{outcomeWords(t, outcome)}</span>
            <span className="text-muted">{format.number(counts.get(outcome) ?? 0)}</span>
          </button>
        ),
      )}
    </fieldset>
  );
}

/** What is typed counts a moment after the last letter. */
function TextFilter({ value, onChange, ref }: TextProps) {
  const t = useT();
  const [typed, setTyped] = useState(value);
  const [sent, setSent] = useState(value);
  if (value !== sent) {
    setSent(value); // the address changed by other means: the text follows it
    setTyped(value);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed is waited for
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => {
      setSent(typed);
      onChange(typed);
    }, TYPING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <TextInput
      ref={ref}
      code
      type="search"
      aria-label={t("run.filter")}
      placeholder={t("run.filter")}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      className="max-sm:w-full sm:max-w-48"
    />
  );
}

type TextProps = {
  value: string;
  onChange: (text: string) => void;
  ref: Ref<HTMLInputElement>;
};
