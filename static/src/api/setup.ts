/** Whether the first account is still to be made, and making it. */

import { queryOptions } from "@tanstack/react-query";
import { read, write } from "./http";
import type { Me } from "./me";
import type { components } from "./schema";

type Schemas = components["schemas"];

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => read<Schemas["SetupState"]>("/setup", { signal }),
});

export type SetupAnswers = Schemas["SetupAnswers"];

/** Makes the first account and signs it in. */
export function completeSetup(account: SetupAnswers): Promise<Me> {
  return write<Me>("POST", "/setup", account);
}
