/** Files, and the text of the box when it is a page: what the server found in each. */

import { useEffect, useRef, useState } from "react";
import { troubleOf } from "@/api/http";
import type { Trouble } from "@/api/trouble";
import { type Extraction, extract, upload } from "@/api/uploads";
import { type Line, linesOf } from "./question";

const QUIET_MILLISECONDS = 400;

export type Document = {
  key: string;
  name: string;
  lines: readonly Line[];
  extraction: Extraction | null;
  trouble: Trouble | null;
};

export type Documents = {
  all: readonly Document[];
  pending: number;
  add: (files: readonly File[]) => void;
  remove: (key: string) => void;
};

export function useDocuments(): Documents {
  const [all, setAll] = useState<readonly Document[]>([]);
  const given = useRef(0);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);

  const read = async (file: File, key: string) => {
    const change = (part: Partial<Document>) =>
      setAll((before) => before.map((one) => (one.key === key ? { ...one, ...part } : one)));
    const { signal } = leaving.current;
    try {
      const { id } = await upload(file, signal);
      const extraction = await extract({ uploadId: id });
      change({ extraction, lines: linesOf(file.name, extraction.indicators) });
    } catch (error) {
      if (!signal.aborted) change({ trouble: troubleOf(error) });
    }
  };

  return {
    all,
    pending: all.filter(({ extraction, trouble }) => extraction === null && trouble === null)
      .length,
    add: (files) => {
      const added = files.map((file) => {
        given.current += 1;
        return { file, key: String(given.current) };
      });
      const waiting = { lines: [], extraction: null, trouble: null };
      setAll((before) => [
        ...before,
        ...added.map(({ file, key }) => ({ key, name: file.name, ...waiting })),
      ]);
      for (const { file, key } of added) void read(file, key);
    },
    remove: (key) => setAll((before) => before.filter((one) => one.key !== key)),
  };
}

export type PageText = {
  lines: readonly Line[];
  extraction: Extraction | null;
  pending: boolean;
  trouble: Trouble | null;
  retry: () => void;
};

/** What is in a page of text, a moment after the last change; nothing of null. */
export function usePageText(text: string | null): PageText {
  const [found, setFound] = useState<{ of: string; extraction: Extraction; lines: Line[] }>();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks the same again
  useEffect(() => {
    setTrouble(null);
    if (text === null) return;
    let over = false;
    const timer = setTimeout(async () => {
      try {
        const extraction = await extract({ text });
        if (over) return;
        setFound({ of: text, extraction, lines: linesOf(null, extraction.indicators) });
      } catch (error) {
        if (!over) setTrouble(troubleOf(error));
      }
    }, QUIET_MILLISECONDS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, attempt]);

  return {
    lines: text === null ? NOTHING : (found?.lines ?? NOTHING),
    extraction: text === null ? null : (found?.extraction ?? null),
    pending: text !== null && found?.of !== text && trouble === null,
    trouble,
    retry: () => setAttempt((before) => before + 1),
  };
}

const NOTHING: readonly Line[] = [];
