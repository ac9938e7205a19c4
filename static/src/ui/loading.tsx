/** Waiting that is seen only when it lasts, and that says so when it lasts too long. */

import { useEffect, useState } from "react";
import { useT } from "@/i18n/language";
import { ShapeMark } from "./shapes";

const SHOWN_AFTER_MILLISECONDS = 200;
const LONG_AFTER_MILLISECONDS = 10_000;

export function Loading() {
  const t = useT();
  const shown = useAfter(SHOWN_AFTER_MILLISECONDS);
  const long = useAfter(LONG_AFTER_MILLISECONDS);
  if (!shown) return null;
  return (
    <p
      role="status"
      data-part="loading"
      className="flex items-center gap-2 py-6 text-body text-muted"
    >
      <ShapeMark shape="WAITING" />
      {t(long ? "ui.loadingLong" : "ui.loading")}
    </p>
  );
}

function useAfter(milliseconds: number): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return over;
}
