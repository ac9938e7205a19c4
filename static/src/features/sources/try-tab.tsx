/** A built-in source, tried on a value; nothing of it is kept. */

import type { Source } from "@/api/sources";
import { TestRun } from "./test-run";
import { useTest } from "./use-test";

export function TryTab({ source }: { source: Source }) {
  const test = useTest(source.id, source.supportedIndicators, () => ({}));
  return <TestRun test={test} />;
}
