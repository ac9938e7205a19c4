/**
 * The evidence behind one cell: beside the rows where there is room, over them where there is not.
 *
 * Beside them it follows the reader through the grid; the keys of the grid work within it.
 */

import { ChevronDown, ChevronLeft, ChevronRight, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { useT } from "@/i18n/language";
import { IconButton } from "@/ui/controls";
import { ModalFrame } from "@/ui/dialog";
import { useMedia } from "@/ui/use-screen";
import { LETTERS } from "./board-keys";
import { Evidence } from "./evidence";
import type { CellName } from "./search";
import { type RunStore, useRunState } from "./store";

type Props = {
  store: RunStore;
  requestId: string;
  cell: CellName;
  running: boolean;
  /** To a neighbour, by the key of an arrow. */
  onStep: (key: string) => void;
  /** To another source's answer to the same indicator. */
  onSource: (slug: string) => void;
  onClose: () => void;
};

export function Drawer(props: Props) {
  const { store, cell, running, onStep, onSource, onClose } = props;
  const t = useT();
  const id = useId();
  const beside = useMedia("(width >= 80rem)");
  const heading = useRef<HTMLHeadingElement>(null);
  const row = useRunState(store, (state) => state.rows[cell.row]);
  const column = useRunState(store, (state) =>
    state.columns.find(({ slug }) => slug === cell.slug),
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, and when it changes its place
  useEffect(() => heading.current?.focus({ preventScroll: true }), [beside]);

  if (row === undefined) return null;
  const content = (
    <>
      <div className="sticky top-0 z-10 flex items-center gap-1 border-line border-b bg-surface py-1.5 pr-2 pl-4">
        <h2
          ref={heading}
          id={id}
          tabIndex={-1}
          className="mr-auto min-w-0 truncate text-section font-semibold outline-none"
        >
          {column?.name ?? t("run.verdict")}
        </h2>
        <Steps onStep={onStep} />
        <IconButton label={t("ui.close")} onClick={onClose}>
          <X aria-hidden size={16} />
        </IconButton>
      </div>
      <Evidence
        key={`${row.index} ${column?.slug}`}
        row={row}
        column={column ?? null}
        store={store}
        requestId={props.requestId}
        running={running}
        onSource={onSource}
      />
    </>
  );
  if (beside) {
    return (
      <aside
        aria-labelledby={id}
        data-part="drawer"
        className="sticky top-16 max-h-[calc(100dvh-5rem)] w-[30rem] shrink-0 overflow-y-auto rounded-panel border border-line-strong bg-surface"
      >
        {content}
      </aside>
    );
  }
  return (
    <ModalFrame
      labelledBy={id}
      onClose={onClose}
      className="mr-0 h-dvh max-h-none max-w-xl rounded-none! max-sm:w-full max-sm:max-w-none"
    >
      <Lettered onStep={onStep}>{content}</Lettered>
    </ModalFrame>
  );
}

function Steps({ onStep }: { onStep: (key: string) => void }) {
  const t = useT();
  const steps = [
    ["ArrowUp", t("run.previousRow"), ChevronUp],
    ["ArrowDown", t("run.nextRow"), ChevronDown],
    ["ArrowLeft", t("run.previousSource"), ChevronLeft],
    ["ArrowRight", t("run.nextSource"), ChevronRight],
  ] as const;
  return steps.map(([key, label, Icon]) => (
    <IconButton key={key} label={label} onClick={() => onStep(key)}>
      <Icon aria-hidden size={16} />
    </IconButton>
  ));
}

/** The page's own keys rest while a dialog is open: these go on working. */
function Lettered({ onStep, children }: { onStep: Props["onStep"]; children: ReactNode }) {
  const onKeyDown = (event: KeyboardEvent) => {
    const key = LETTERS[event.key];
    if (key === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onStep(key);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole drawer
    <div data-part="drawer" onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}
