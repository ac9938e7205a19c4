/** A labelled input with its help and its error, tied together for those who can't see them. */

import { type ReactNode, useId } from "react";

/** What the input in a field has to carry. */
export type FieldInput = {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
};

type Props = {
  label: string;
  help?: ReactNode;
  error?: string | null | undefined;
  children: (input: FieldInput) => ReactNode;
};

/** `<Field label={…} error={…}>{(input) => <TextInput {...input} />}</Field>` */
export function Field({ label, help, error, children }: Props) {
  const id = useId();
  const said = error !== undefined && error !== null && error !== "";
  const parts = [...(said ? [`${id}-error`] : []), ...(help === undefined ? [] : [`${id}-help`])];
  const input = {
    id,
    "aria-invalid": said,
    "aria-describedby": parts.length === 0 ? undefined : parts.join(" "),
  };
  return (
    <div className="space-y-1">
      <label htmlFor={id} className="block text-small font-semibold">
        {label}
      </label>
      {children(input)}
      {said && (
        <p
          id={`${id}-error`}
          role="alert"
          className="text-small font-medium text-error wrap-anywhere"
        >
          {error}
        </p>
      )}
      {help !== undefined && (
        <div id={`${id}-help`} className="text-small text-muted">
          {help}
        </div>
      )}
    </div>
  );
}
