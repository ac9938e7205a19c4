/**
 * Modal dialogs: the browser's own `<dialog>`, which keeps focus in, closes by Escape and gives
 * focus back.
 */

import { X } from "lucide-react";
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { useT } from "@/i18n/language";
import { Button, IconButton } from "./controls";

type Props = {
  title: string;
  onClose: () => void;
  /** The row of buttons at the end. */
  actions?: ReactNode;
  children: ReactNode;
};

/** Open for as long as it is drawn: `{open && <Dialog …>}`. */
export function Dialog({ title, onClose, actions, children }: Props) {
  const t = useT();
  const id = useId();
  return (
    <ModalFrame labelledBy={id} onClose={onClose} className="max-w-xl">
      <div className="flex items-center gap-2 border-line border-b py-2 pr-2 pl-4">
        <h2 id={id} className="text-section font-semibold">
          {title}
        </h2>
        <IconButton label={t("ui.close")} onClick={onClose} className="ml-auto">
          <X aria-hidden size={16} />
        </IconButton>
      </div>
      <div className="p-4 text-body">{children}</div>
      {actions !== undefined && (
        <div className="flex flex-wrap justify-end gap-2 border-line border-t px-4 py-3">
          {actions}
        </div>
      )}
    </ModalFrame>
  );
}

type FrameProps = {
  labelledBy?: string;
  label?: string;
  onClose: () => void;
  className: string;
  children: ReactNode;
};

/** The bare modal, for what draws its own inside. */
export function ModalFrame({ labelledBy, label, onClose, className, children }: FrameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const onClick = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose(); // the backdrop is part of the dialog
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way to close is Escape, by onCancel
    <dialog
      ref={dialog}
      aria-labelledby={labelledBy}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={onClick}
      className={`m-auto w-[calc(100%-2rem)] rounded-panel border border-line-strong bg-surface p-0 text-ink backdrop:bg-black/50 ${className}`}
    >
      {children}
    </dialog>
  );
}

type ConfirmProps = {
  title: string;
  /** What the button does, as a verb: "Delete source". */
  confirm: string;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Asks before something that can't be undone. */
export function ConfirmDialog({ title, confirm, onConfirm, onClose, children }: ConfirmProps) {
  const t = useT();
  const actions = (
    <>
      <Button onClick={onClose}>{t("ui.cancel")}</Button>
      <Button
        look="danger"
        onClick={() => {
          onClose();
          onConfirm();
        }}
      >
        {confirm}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      {children}
    </Dialog>
  );
}
