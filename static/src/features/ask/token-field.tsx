/** The token: a field with help while it is needed, one quiet line once it works. */

import type { RefObject } from "react";
import { Button } from "@/ui/controls";
import { FIELD, FieldError, HINT, LABEL } from "./field";

const COMMAND = "./build.sh cli token create --email you@example.com --note browser";

type Props = {
  token: string;
  open: boolean;
  error: string | null;
  input: RefObject<HTMLInputElement | null>;
  onChange: (token: string) => void;
  onOpen: () => void;
};

export function TokenField({ token, open, error, input, onChange, onOpen }: Props) {
  if (!open) return <TokenLine onOpen={onOpen} onForget={() => onChange("")} />;
  return (
    <div>
      <label htmlFor="token" className={LABEL}>
        API token
      </label>
      <input
        ref={input}
        id="token"
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={token}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={error !== null}
        aria-describedby={error === null ? "token-help" : "token-error token-help"}
        className={`mt-1 ${FIELD}`}
      />
      {error !== null && <FieldError id="token-error">{error}</FieldError>}
      <div id="token-help" className={HINT}>
        <p>
          It says who asks. It stays in this tab alone and is forgotten when the tab closes. Make
          one on the server:
        </p>
        <code className="mt-1 block rounded-control bg-sunken px-2 py-1.5 font-mono wrap-anywhere text-ink">
          {COMMAND}
        </code>
      </div>
    </div>
  );
}

function TokenLine({ onOpen, onForget }: { onOpen: () => void; onForget: () => void }) {
  const forget = () => {
    onForget();
    onOpen();
  };
  return (
    <div className="flex flex-wrap items-center text-small text-muted">
      <span className="mr-1">Token kept in this tab.</span>
      <Button look="quiet" onClick={onOpen}>
        Change<span className="sr-only"> token</span>
      </Button>
      <Button look="quiet" onClick={forget}>
        Forget<span className="sr-only"> token</span>
      </Button>
    </div>
  );
}
