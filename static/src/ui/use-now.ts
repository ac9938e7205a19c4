/** The time, good to half a minute: what "3 minutes ago" is counted from. */

import { useEffect, useState } from "react";

const TICK_MILLISECONDS = 30_000;

export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
