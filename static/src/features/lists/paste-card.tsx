/** Entries, a line each; what does not fit stays in the box with its reason. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { type IgnoreList, listsQuery, type PasteOutcome, pasteEntries } from "@/api/lists";
import { useT } from "@/i18n/language";
import { Card } from "@/ui/card";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextArea } from "@/ui/inputs";
import { TroubleNotice } from "@/ui/trouble-notice";

const ROWS_AT_MOST = 10;
const SHOWN = 50;

export function PasteCard({ list }: { list: IgnoreList }) {
  const t = useT();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const adding = useMutation({
    mutationFn: () => pasteEntries(list.id, text),
    onSuccess: (outcome) => {
      setText(outcome.refused.map((line) => `${line.text}\n`).join(""));
      return client.invalidateQueries({ queryKey: listsQuery.queryKey });
    },
  });
  return (
    <Card title={t("lists.add")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "" && !adding.isPending) adding.mutate();
        }}
        className="space-y-2"
      >
        <Field label={t("lists.lines")} help={t("lists.linesHelp")}>
          {(input) => (
            <TextArea
              {...input}
              code
              rows={Math.min(ROWS_AT_MOST, Math.max(3, text.split("\n").length))}
              value={text}
              placeholder={"example.com\n192.0.2.0/24"}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {adding.error !== null && <TroubleNotice trouble={troubleOf(adding.error)} />}
        {adding.data !== undefined && <Outcome outcome={adding.data} />}
        <Button type="submit" disabled={text.trim() === "" || adding.isPending}>
          {t("lists.addThem")}
        </Button>
      </form>
    </Card>
  );
}

function Outcome({ outcome: { added, duplicates, refused } }: { outcome: PasteOutcome }) {
  const t = useT();
  const words = [
    t("lists.added", { count: added }),
    ...(duplicates > 0 ? [t("lists.duplicates", { count: duplicates })] : []),
  ];
  return (
    <div role="status" className="space-y-1 text-small">
      <p>{words.join(" ")}</p>
      {refused.length > 0 && (
        <>
          <p className="font-semibold text-error">
            {t("lists.refused", { count: refused.length })}
          </p>
          <ul className="max-h-60 overflow-y-auto">
            {refused.slice(0, SHOWN).map(({ line, text, message }) => (
              <li key={line} className="wrap-anywhere">
                {t("lists.lineAt", { line })} <span className="font-mono">{text}</span>:{" "}
                <span className="text-muted">{message}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
