/** Which hosts the code of a source may reach, as people write them. */

import { useT } from "@/i18n/language";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";

type Props = {
  value: string;
  onChange: (text: string) => void;
  error: string | null | undefined;
};

export function AllowedHosts({ value, onChange, error }: Props) {
  const t = useT();
  return (
    <Field label={t("sources.allowedHosts")} help={t("sources.allowedHostsHelp")} error={error}>
      {(input) => (
        <TextInput
          {...input}
          value={value}
          placeholder="api.example.com"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Names with spaces, commas or line ends between them. */
export function hostsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((host) => host !== "");
}
