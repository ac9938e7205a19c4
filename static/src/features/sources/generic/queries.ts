/** What sources can be made of without code. */

import { queryOptions } from "@tanstack/react-query";
import { read } from "@/api/http";
import type { components } from "@/api/schema";

export type Template = components["schemas"]["GenericSource"];

export const genericQuery = queryOptions({
  queryKey: ["genericSources"],
  queryFn: ({ signal }) => read<Template[]>("/sources/generic", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});
