/** The question: one value, and the token that says who asks. */

import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Trouble } from "@/api/trouble";
import { Button } from "@/ui/controls";
import { FIELD, FieldError, HINT, LABEL } from "./field";
import { rememberToken, storedToken } from "./token";
import { TokenField } from "./token-field";

type Missing = "token" | "value" | null;

type Props = {
  /** The server took the last question: the token works. */
  accepted: boolean;
  trouble: Trouble | null;
  onAsk: (token: string, value: string) => void;
};

export function AskForm({ accepted, trouble, onAsk }: Props) {
  const [token, setToken] = useState(storedToken);
  const [value, setValue] = useState("");
  const [missing, setMissing] = useState<Missing>(null);
  const [tokenOpen, setTokenOpen] = useState(token === "");
  const tokenInput = useRef<HTMLInputElement>(null);
  const valueInput = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (accepted) setTokenOpen(false);
  }, [accepted]);

  useEffect(() => {
    if (hasTouchKeyboard()) return;
    (tokenOpen ? tokenInput : valueInput).current?.focus();
  }, [tokenOpen]);

  // A refusal is an object of its own, so that the second of two equal ones moves the focus again.
  useEffect(() => {
    if (trouble?.field === "value") valueInput.current?.focus();
    if (trouble?.field !== "token") return;
    setTokenOpen(true);
    tokenInput.current?.focus();
  }, [trouble]);

  const changeToken = (next: string) => {
    setToken(next);
    rememberToken(next.trim());
    setMissing(null);
  };

  const ask = () => {
    const [who, what] = [token.trim(), value.trim()];
    if (who === "" || what === "") {
      setTokenOpen(tokenOpen || who === "");
      setMissing(who === "" ? "token" : "value");
      (who === "" ? tokenInput : valueInput).current?.focus();
      return;
    }
    setMissing(null);
    makeRoom(valueInput.current);
    onAsk(who, what);
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

  const tokenError = errorOf("token", missing, trouble);
  const valueError = errorOf("value", missing, trouble);
  return (
    <form
      onSubmit={submit}
      onKeyDown={onKeyDown}
      noValidate
      className="space-y-4 rounded-panel border border-line bg-surface p-4"
    >
      <div>
        <label htmlFor="value" className={LABEL}>
          Value
        </label>
        <div className="mt-1 flex gap-2">
          <input
            ref={valueInput}
            id="value"
            type="text"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="192.0.2.55"
            value={value}
            onChange={(event) => {
              setValue(event.target.value);
              setMissing(null);
            }}
            aria-invalid={valueError !== null}
            aria-describedby={valueError === null ? "value-help" : "value-error value-help"}
            className={`${FIELD} min-h-11 flex-1 text-base placeholder:text-muted`}
          />
          <Button type="submit" look="main" className="min-h-11 px-5">
            Ask
          </Button>
        </div>
        {valueError !== null && <FieldError id="value-error">{valueError}</FieldError>}
        <p id="value-help" className={HINT}>
          An IP address, network, domain, URL, e-mail address, hash, CVE or AS number. Enter asks
          every source.
        </p>
      </div>
      <TokenField
        token={token}
        open={tokenOpen}
        error={tokenError}
        input={tokenInput}
        onChange={changeToken}
        onOpen={() => setTokenOpen(true)}
      />
    </form>
  );
}

/** The next paste replaces the value; on a touch screen the keyboard goes, for the answers' sake. */
function makeRoom(input: HTMLInputElement | null) {
  if (hasTouchKeyboard()) input?.blur();
  else input?.select();
}

/** Focus opens a keyboard there, which covers half of the page. */
function hasTouchKeyboard(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}

function errorOf(field: "token" | "value", missing: Missing, trouble: Trouble | null) {
  if (missing === field) return field === "token" ? "Paste a token first." : "Paste a value first.";
  if (missing === null && trouble?.field === field) {
    return [trouble.what, ...trouble.details, trouble.next].join(" ");
  }
  return null;
}
