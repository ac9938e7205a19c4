/** The question on the page: its texts and files, what is in them, and what of it will be asked. */

import { useMemo, useState } from "react";
import type { Question } from "@/api/requests";
import type { Asking } from "./options";
import { isPage, takeApart } from "./pasted";
import {
  type Changes,
  INDICATORS_AT_MOST,
  isChecked,
  type Line,
  sortOut,
  together,
  UNCHANGED,
} from "./question";
import { useDetections } from "./use-detections";
import { useDocuments, usePageText } from "./use-documents";

export function useQuestion(begin: string) {
  const [text, setText] = useState(begin);
  const [changes, setChanges] = useState<Changes>(UNCHANGED);
  const pieces = useMemo(() => takeApart(text), [text]);
  const page = useMemo(() => isPage(text, pieces), [text, pieces]);
  const values = page ? NONE : pieces;
  const detections = useDetections(values);
  const pageText = usePageText(page ? text : null);
  const documents = useDocuments();

  const { kinds } = changes;
  const sorted = useMemo(
    () => sortOut(values, detections.known, kinds),
    [values, detections.known, kinds],
  );
  const lines = useMemo(
    () => together([sorted.lines, pageText.lines, ...documents.all.map((one) => one.lines)]),
    [sorted.lines, pageText.lines, documents.all],
  );
  const asked = useMemo(() => lines.filter((line) => isChecked(line, changes)), [lines, changes]);
  const pending = sorted.pending + Number(pageText.pending) + documents.pending;
  return {
    text,
    setText,
    changes,
    setChanges,
    lines,
    others: sorted.others,
    /** The lines that are asked about. */
    asked,
    pending,
    documents,
    pageText,
    detections,
    possible: asked.length > 0 && asked.length <= INDICATORS_AT_MOST && pending === 0,
  };
}

const NONE: ReturnType<typeof takeApart> = [];

/** What is sent to the server. `sourceIds` are those that were chosen by hand. */
export function bodyOf(
  asked: readonly Line[],
  { choice, tlp, pap, offline, refresh }: Asking,
  sourceIds: readonly string[],
): Question {
  return {
    indicators: asked.map(({ value, kind }) => ({ data: value, kind })),
    ...(choice.of === "chosen" && { sourceIds: [...sourceIds] }),
    ...(choice.of === "preset" && { presetId: choice.id }),
    ...(tlp !== "" && { tlp }),
    ...(pap !== "" && { pap }),
    ...(offline && { offline }),
    refresh,
  };
}
