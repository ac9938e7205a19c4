/** The preview of a question, kept up with it while it is looked at. */

import { useEffect, useState } from "react";
import { troubleOf } from "@/api/http";
import { type Preview, previewRequest, type Question } from "@/api/requests";
import type { Trouble } from "@/api/trouble";
import { AT_ONCE } from "./question";

const QUIET_MILLISECONDS = 400;

export type Previewing = {
  preview: Preview | undefined;
  /** It is of the question as it was, not as it is now. */
  stale: boolean;
  pending: boolean;
  trouble: Trouble | null;
  /** Looks now; needed for a large question, which is not looked at with every change. */
  look: () => void;
};

/** `question` is the same object for as long as nothing of it changes; null while there is none. */
export function usePreview(question: Question | null, open: boolean): Previewing {
  const [found, setFound] = useState<{ of: Question; preview: Preview }>();
  const [failed, setFailed] = useState<{ of: Question; trouble: Trouble }>();
  const [wanted, setWanted] = useState<Question | null>(null);
  const small = (question?.indicators.length ?? 0) <= AT_ONCE;
  const due = open && question !== null && (small || wanted === question);

  useEffect(() => {
    if (!due || question === null) return;
    let over = false;
    const timer = setTimeout(
      async () => {
        try {
          const preview = await previewRequest(question);
          if (!over) setFound({ of: question, preview });
        } catch (error) {
          if (!over) setFailed({ of: question, trouble: troubleOf(error) });
        }
      },
      small ? QUIET_MILLISECONDS : 0,
    );
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [question, due, small]);

  const stale = found !== undefined && found.of !== question;
  const trouble = failed !== undefined && failed.of === question ? failed.trouble : null;
  return {
    preview: question === null ? undefined : found?.preview,
    stale,
    pending: due && trouble === null && (found === undefined || stale),
    trouble,
    look: () => setWanted(question),
  };
}
