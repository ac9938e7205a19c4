/** Inputs: the browser's own, in our look. Names and errors come from `Field`. */

import type {
  InputHTMLAttributes,
  ReactNode,
  Ref,
  SelectHTMLAttributes,
  TextareaHTMLAttributes,
} from "react";

const BOX =
  "block min-h-8 min-w-0 rounded-control border border-line-strong bg-surface px-2.5 text-body text-ink placeholder:text-muted aria-invalid:border-error disabled:opacity-60 pointer-coarse:min-h-11 pointer-coarse:text-base";

type TextInputProps = InputHTMLAttributes<HTMLInputElement> & {
  ref?: Ref<HTMLInputElement>;
  /** For indicators, addresses, keys: a fixed width, and nothing corrected or completed. */
  code?: boolean;
};

export function TextInput({ code = false, className = "", ...rest }: TextInputProps) {
  return <input type="text" {...(code && AS_TYPED)} className={look(code, className)} {...rest} />;
}

type TextAreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & {
  ref?: Ref<HTMLTextAreaElement>;
  code?: boolean;
};

export function TextArea({ code = false, className = "", ...rest }: TextAreaProps) {
  const size = `py-1.5 ${className}`;
  return <textarea {...(code && AS_TYPED)} className={look(code, size)} {...rest} />;
}

const AS_TYPED = { autoComplete: "off", autoCapitalize: "off", spellCheck: false } as const;

function look(code: boolean, more: string): string {
  return `${BOX} w-full ${code ? "font-mono" : ""} ${more}`;
}

type SelectProps<V extends string> = Omit<
  SelectHTMLAttributes<HTMLSelectElement>,
  "value" | "onChange" | "children"
> & {
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
};

export function Select<V extends string>({
  value,
  options,
  onChange,
  className = "",
  ...rest
}: SelectProps<V>) {
  return (
    <select
      value={value}
      onChange={(event) => onChange(event.target.value as V)}
      className={`${BOX} px-1.5 ${className}`}
      {...rest}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

type CheckboxProps = Omit<InputHTMLAttributes<HTMLInputElement>, "type"> & { label: ReactNode };

/** A box to tick, with its label beside it. */
export function Checkbox({ label, className = "", ...rest }: CheckboxProps) {
  return (
    <label
      className={`inline-flex min-h-8 cursor-pointer items-center gap-2 text-body pointer-coarse:min-h-11 ${className}`}
    >
      <input type="checkbox" className="size-4 accent-accent" {...rest} />
      <span>{label}</span>
    </label>
  );
}
