/** Buttons and links: one look everywhere, 44 px where fingers point. */

import type { ButtonHTMLAttributes, ReactNode } from "react";

const BASE =
  "inline-flex shrink-0 min-h-8 pointer-coarse:min-h-11 cursor-pointer items-center justify-center gap-1.5 rounded-control font-medium disabled:cursor-default disabled:opacity-60";

const BUTTON = `${BASE} px-3 text-body`;

/** Class names by look, for links that are drawn as buttons too. `danger` is for what destroys. */
export const LOOKS = {
  main: `${BUTTON} bg-accent text-on-accent hover:bg-accent-strong`,
  plain: `${BUTTON} border border-line-strong bg-surface text-ink hover:bg-sunken`,
  danger: `${BUTTON} border border-malicious bg-malicious-back text-malicious hover:bg-surface`,
  quiet: `${BASE} px-2 text-small text-accent hover:bg-sunken hover:text-accent-strong`,
};

/** A link within text. */
export const LINK =
  "text-accent underline decoration-1 underline-offset-2 hover:text-accent-strong";

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: keyof typeof LOOKS };

export function Button({ look = "plain", type = "button", className = "", ...rest }: ButtonProps) {
  return <button type={type} className={`${LOOKS[look]} ${className}`} {...rest} />;
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "aria-label" | "title"> & {
  label: string;
};

/** A button that is an icon alone; its label is read out and shown on hover. */
export function IconButton({ label, type = "button", className = "", ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={`${BASE} min-w-8 text-muted hover:bg-sunken hover:text-ink pointer-coarse:min-w-11 ${className}`}
      {...rest}
    />
  );
}

/** A link out, when the address is one of the web; anything else is shown as the text that it is. */
export function OutLink({ url, children }: { url: string; children: ReactNode }) {
  if (!isWeb(url)) return <span className="wrap-anywhere">{children}</span>;
  return (
    <a
      href={url}
      title={url}
      target="_blank"
      rel="noopener noreferrer"
      className={`wrap-anywhere ${LINK}`}
    >
      {children}
    </a>
  );
}

function isWeb(url: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false; // not an address at all
  }
}
