/** A test run of a source: the sample, the run, what came out. */

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { troubleOf } from "@/api/http";
import { type Trial, type TrialOutcome, trySource } from "@/api/sources";
import type { Mark } from "./editor/code-editor";
import { marksOf } from "./editor/marks";
import { sampleOf } from "./samples";

export type Test = ReturnType<typeof useTest>;

/** `id` is null of a source that is not saved yet; `more` is what is tried in place of what is saved. */
export function useTest(
  id: string | null,
  kinds: readonly string[],
  more: () => Omit<Trial, "indicator">,
) {
  const [value, setValue] = useState(() => sampleOf(kinds));
  const running = useMutation({
    mutationFn: () => trySource(id, { ...more(), indicator: { data: value.trim() } }),
  });
  const trouble = running.error === null ? null : troubleOf(running.error);
  return {
    value,
    setValue,
    run: () => {
      if (value.trim() !== "" && !running.isPending) running.mutate();
    },
    isRunning: running.isPending,
    result: running.data ?? null,
    trouble,
    marks: [...marksOf(trouble), ...failureMarks(running.data?.error ?? null)],
  };
}

function failureMarks(error: TrialOutcome["error"]): Mark[] {
  if (!error?.line) return [];
  return [{ line: error.line, column: 0, message: error.detail }];
}
