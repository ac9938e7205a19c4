/** The kinds of indicators that a source answers about. */

import type { Source } from "@/api/sources";
import { useT } from "@/i18n/language";
import { Checkbox } from "@/ui/inputs";

export type Kind = Source["supportedIndicators"][number];

type Props = {
  kinds: readonly Kind[];
  chosen: readonly Kind[];
  onChange: (chosen: readonly Kind[]) => void;
};

export function KindChoice({ kinds, chosen, onChange }: Props) {
  const t = useT();
  return (
    <fieldset>
      <legend className="text-small font-semibold">{t("sources.answersAbout")}</legend>
      <div className="flex flex-wrap gap-x-4">
        {kinds.map((kind) => (
          <Checkbox
            key={kind}
            label={kind}
            checked={chosen.includes(kind)}
            onChange={(event) =>
              onChange(
                event.target.checked ? [...chosen, kind] : chosen.filter((one) => one !== kind),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
