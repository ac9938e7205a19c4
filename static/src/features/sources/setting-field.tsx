/** One setting, as what its default is: a text, a number, a switch, a list; or one of its choices. */

import { useId } from "react";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { Checkbox, Select, TextArea, TextInput } from "@/ui/inputs";
import { type Declared, parse, show } from "./settings";

type Props = {
  setting: Declared;
  /** Undefined: as the source has it. */
  value: unknown;
  error: string | null;
  /** Null: the source's own default again. */
  onChange: (value: unknown) => void;
};

export function SettingField({ setting, value, error, onChange }: Props) {
  const t = useT();
  const { name, default: unset, choices = [], required = false } = setting;
  const shown = value === undefined ? unset : value;
  const help = (
    <>
      <WithCode text={setting.help} />
      {value !== undefined && !required && (
        <Button look="quiet" onClick={() => onChange(null)}>
          {t("sources.toDefault")}
        </Button>
      )}
    </>
  );
  if (typeof unset === "boolean") {
    return <Switch name={name} help={help} error={error} on={shown === true} onChange={onChange} />;
  }
  return (
    <Field label={required ? t("sources.needed", { name }) : name} help={help} error={error}>
      {(input) => {
        if (choices.length > 0) {
          const options = choices.map((one) => ({ value: one, label: one }));
          return <Select {...input} value={show(shown)} options={options} onChange={onChange} />;
        }
        const typed = {
          ...input,
          code: true,
          required,
          value: show(shown),
          onChange: (event: { target: { value: string } }) =>
            onChange(parse(event.target.value, unset)),
        };
        if (Array.isArray(unset)) return <TextArea {...typed} rows={3} />;
        if (typeof unset === "number") {
          return <TextInput {...typed} inputMode="numeric" className="max-w-40" />;
        }
        return <TextInput {...typed} />;
      }}
    </Field>
  );
}

/** What stands between backquotes is code. */
function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text stays as it is
      <code key={index} className="font-mono wrap-anywhere">
        {part}
      </code>
    ),
  );
}

type SwitchProps = Pick<Props, "error" | "onChange"> & {
  name: string;
  help: React.ReactNode;
  on: boolean;
};

function Switch({ name, help, error, on, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div>
      <Checkbox
        label={name}
        checked={on}
        aria-describedby={id}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div id={id} className="text-small text-muted">
        {help}
      </div>
      {error !== null && (
        <p role="alert" className="text-small font-medium text-error">
          {error}
        </p>
      )}
    </div>
  );
}
