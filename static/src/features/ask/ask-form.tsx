/** The question: one value. */

import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useT } from "@/i18n/language";
import { Button } from "@/ui/controls";
import { Field } from "@/ui/field";
import { TextInput } from "@/ui/inputs";

type Props = {
  /** What stands in the field at first. */
  value: string;
  /** The server is being asked: a second press of Enter must not ask it twice. */
  busy: boolean;
  /** What the server says about the value. */
  error: string | null;
  onAsk: (value: string) => void;
};

export function AskForm({ value: first, busy, error, onAsk }: Props) {
  const t = useT();
  const [value, setValue] = useState(first);
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (!hasTouchKeyboard()) input.current?.focus();
  }, []);

  useEffect(() => {
    if (error !== null && !busy) input.current?.focus();
  }, [error, busy]);

  const ask = () => {
    const asked = value.trim();
    setMissing(asked === "");
    if (asked === "") input.current?.focus();
    else if (!busy) onAsk(asked);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask();
  };

  /** Enter submits by itself; Ctrl+Enter and Cmd+Enter are what hands know from longer fields. */
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    ask();
  };

  return (
    <form
      onSubmit={submit}
      onKeyDown={onKeyDown}
      noValidate
      className="rounded-panel border border-line bg-surface p-4"
    >
      <Field
        label={t("ask.value")}
        help={t("ask.help")}
        error={missing ? t("ask.missing") : error && t("ask.refused", { detail: error })}
      >
        {(field) => (
          <div className="flex gap-2">
            <TextInput
              {...field}
              ref={input}
              code
              placeholder="192.0.2.55"
              value={value}
              onChange={(event) => {
                setValue(event.target.value);
                setMissing(false);
              }}
              className="min-h-11 flex-1 text-base"
            />
            <Button type="submit" look="main" aria-disabled={busy} className="min-h-11 px-5">
              {t("ask.ask")}
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}

/** Focus opens a keyboard there, which covers half of the page. */
function hasTouchKeyboard(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}
