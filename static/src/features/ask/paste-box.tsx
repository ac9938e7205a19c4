/** Where things are pasted, typed or dropped. */

import { FileText } from "lucide-react";
import { type DragEvent, useEffect, useId, useRef, useState } from "react";
import { useKeys } from "@/app/keys";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextArea } from "@/ui/inputs";

const SAMPLE = "198.51.100.7\nexample[.]com\nhxxps://example.org/login\nCVE-2024-3400";
const ROWS_AT_MOST = 12;

type Props = {
  text: string;
  onChange: (text: string) => void;
  onFiles: (files: readonly File[]) => void;
};

export function PasteBox({ text, onChange, onFiles }: Props) {
  const t = useT();
  const box = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const chooserId = useId();
  const [dropping, setDropping] = useState(false);

  useEffect(() => {
    // A touch keyboard would cover half of the page.
    if (!window.matchMedia("(pointer: coarse)").matches) box.current?.focus();
  }, []);
  useKeys([{ keys: "/", label: t("ask.keyBox"), run: () => box.current?.focus() }]);

  const onDrop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return; // text that is dropped, the browser takes
    event.preventDefault();
    setDropping(false);
    onFiles([...event.dataTransfer.files]);
  };
  const rows = Math.min(ROWS_AT_MOST, Math.max(3, text.split("\n").length + 1));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way to the file button
    <div
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={onDrop}
      className={`rounded-panel border bg-surface p-4 ${dropping ? "border-accent" : "border-line"}`}
    >
      <Field label={t("ask.label")} help={t("ask.help")}>
        {(input) => (
          <TextArea
            {...input}
            ref={box}
            code
            rows={rows}
            value={text}
            placeholder={"192.0.2.55\nexample[.]com"}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <div className="mt-2 flex flex-wrap gap-2">
        <input
          ref={chooser}
          id={chooserId}
          type="file"
          multiple
          aria-label={t("ask.file")}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            onFiles([...(event.target.files ?? [])]);
            event.target.value = ""; // the same file may be chosen again
          }}
        />
        <Button look="quiet" onClick={() => chooser.current?.click()}>
          <FileText aria-hidden size={16} />
          {t("ask.file")}
        </Button>
        {text === "" ? (
          <Button look="quiet" onClick={() => onChange(SAMPLE)}>
            {t("ask.sample")}
          </Button>
        ) : (
          <Button
            look="quiet"
            onClick={() => {
              onChange("");
              box.current?.focus();
            }}
          >
            {t("ask.clear")}
          </Button>
        )}
      </div>
    </div>
  );
}
