/** What can be done with indicators of a large request that somebody selected. */

import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { troubleOf } from "@/api/http";
import { createRequest, type Judged, type Question } from "@/api/requests";
import { type Action, useActions } from "@/app/actions";
import { useKeys } from "@/app/keys";
import { useMay } from "@/app/session";
import { useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Button } from "@/ui/controls";
import { copyText } from "@/ui/copy-button";
import { troubleText } from "@/ui/trouble-notice";
import { csvOf } from "./csv";
import { defang } from "./defang";
import { MarkSelection } from "./mark-selection";
import { SelectionBar } from "./selection-bar";

type Props = {
  /** Those that were read so far. */
  judged: readonly Judged[];
  selected: ReadonlySet<number>;
  onSelect: (selected: ReadonlySet<number>) => void;
};

export function LargeSelection({ judged, selected, onSelect }: Props) {
  const t = useT();
  const may = useMay();
  const navigate = useNavigate();
  const chosen = judged.filter(({ position }) => selected.has(position));
  const asking = useMutation({
    mutationFn: () =>
      createRequest({
        indicators: chosen.map(({ indicator }) => indicator) as Question["indicators"],
      }),
    onSuccess: (id) => navigate({ to: "/run/$id", params: { id } }),
    onError: (error) => toast(troubleText(t, troubleOf(error))),
  });
  const copy = (text: string) => {
    if (chosen.length === 0) return;
    copyText(text).then(
      () => toast(t("run.copied", { count: chosen.length })),
      () => toast(t("ui.notCopied")),
    );
  };
  const lines = (of: (one: Judged) => string) => chosen.map((one) => `${of(one)}\n`).join("");
  const commands = {
    defanged: () => copy(lines(({ indicator }) => defang(indicator))),
    plain: () => copy(lines(({ indicator }) => indicator.data)),
    csv: () => copy(judgedCsv(chosen)),
    all: () => onSelect(new Set(judged.map(({ position }) => position))),
    none: () => onSelect(new Set()),
  };
  const keyed = [
    { keys: "y", label: t("run.keyDefanged"), run: commands.defanged },
    { keys: "Y", label: t("run.keyPlain"), run: commands.plain },
    { keys: "c", label: t("run.keyCsv"), run: commands.csv },
    { keys: "a", label: t("run.selectAll"), run: commands.all },
  ];
  useKeys(keyed);
  useActions(keyed.map(({ keys, label, run }): Action => ({ id: `rows ${keys}`, label, run })));
  return (
    <SelectionBar count={chosen.length} commands={commands}>
      {may("request_create") && (
        <Button className="text-small" disabled={asking.isPending} onClick={() => asking.mutate()}>
          {t("run.askThese")}
        </Button>
      )}
      <MarkSelection indicators={chosen.map(({ indicator }) => indicator)} sourceIds={[]} />
    </SelectionBar>
  );
}

/** value, kind, verdict, score, reason. */
function judgedCsv(chosen: readonly Judged[]): string {
  return csvOf(
    ["value", "kind", "verdict", "score", "reason"],
    chosen.map(({ indicator, verdict }) => [
      indicator.data,
      indicator.kind,
      verdict?.level ?? "",
      verdict?.score ?? "",
      verdict?.reason ?? "",
    ]),
  );
}
