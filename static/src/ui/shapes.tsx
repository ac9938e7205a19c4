/** Shapes that say a state without colour. Always beside a word, so hidden from screen readers. */

import type { ReactNode } from "react";
import type { Level } from "@/api/types";

export type Shape = Level | "ERROR" | "SKIPPED" | "NOT_FOUND" | "WAITING";

const STROKE = {
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 1.75,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

const SHAPES: Record<Shape, ReactNode> = {
  MALICIOUS: <path fill="currentColor" d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" />,
  SUSPICIOUS: <path fill="currentColor" d="M8 1.2 15.4 14.5H.6z" />,
  BENIGN: (
    <g {...STROKE}>
      <circle cx="8" cy="8" r="6.6" />
      <path d="m5 8.2 2.2 2.2L11.2 6" />
    </g>
  ),
  INFORMATIONAL: (
    <g {...STROKE}>
      <rect x="1.4" y="1.4" width="13.2" height="13.2" rx="2" />
      <path d="M8 7.4v4M8 4.6v.1" />
    </g>
  ),
  UNKNOWN: <path {...STROKE} strokeWidth={2.5} d="M3 8h10" />,
  ERROR: (
    <g {...STROKE}>
      <path d="M8 .9 15.1 8 8 15.1.9 8z" />
      <path d="M8 4.8v3.6M8 11v.1" />
    </g>
  ),
  SKIPPED: <circle fill="currentColor" cx="8" cy="8" r="2.5" />,
  NOT_FOUND: <circle {...STROKE} cx="8" cy="8" r="4.5" />,
  WAITING: <path {...STROKE} strokeWidth={2} d="M8 2a6 6 0 1 1-6 6" />,
};

export function ShapeMark({ shape, size = "size-4" }: { shape: Shape; size?: string }) {
  const spin = shape === "WAITING" ? "motion-safe:animate-spin" : "";
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={`${size} shrink-0 ${spin}`}>
      {SHAPES[shape]}
    </svg>
  );
}
