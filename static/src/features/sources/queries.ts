/** What writing a source begins with. */

import { queryOptions } from "@tanstack/react-query";
import { read } from "@/api/http";
import type { Source } from "@/api/sources";
import type { CodeLanguage } from "./editor/code-editor";

export type Templates = Record<CodeLanguage, string>;

export const templatesQuery = queryOptions({
  queryKey: ["sources", "templates"],
  queryFn: ({ signal }) => read<Templates>("/sources/templates", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const kindsQuery = queryOptions({
  queryKey: ["indicatorKinds"],
  queryFn: ({ signal }) => read<Source["supportedIndicators"]>("/indicatorKinds", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});
