/** What the server says about pasted pieces: asked a moment after the last change, each piece once. */

import { useEffect, useRef, useState } from "react";
import { troubleOf } from "@/api/http";
import { type Detection, detect } from "@/api/indicators";
import type { Trouble } from "@/api/trouble";
import type { Piece } from "./pasted";

const QUIET_MILLISECONDS = 150;
const VALUES_AT_MOST = 1_000;

export type Detections = {
  known: ReadonlyMap<string, Detection>;
  trouble: Trouble | null;
  retry: () => void;
};

export function useDetections(pieces: readonly Piece[]): Detections {
  const [known, setKnown] = useState<ReadonlyMap<string, Detection>>(new Map());
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [attempt, setAttempt] = useState(0);
  const asked = useRef(new Set<string>());

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks the same again
  useEffect(() => {
    const timer = setTimeout(() => {
      const wanted = pieces.map(({ value }) => value).filter((value) => !asked.current.has(value));
      for (let start = 0; start < wanted.length; start += VALUES_AT_MOST) {
        void ask(wanted.slice(start, start + VALUES_AT_MOST));
      }
    }, QUIET_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [pieces, attempt]);

  const ask = async (values: string[]) => {
    for (const value of values) asked.current.add(value);
    try {
      const found = await detect(values);
      setTrouble(null);
      setKnown((before) => new Map([...before, ...found.map((one) => [one.value, one] as const)]));
    } catch (error) {
      for (const value of values) asked.current.delete(value);
      setTrouble(troubleOf(error));
    }
  };

  return { known, trouble, retry: () => setAttempt((before) => before + 1) };
}
