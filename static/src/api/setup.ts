/** Whether the first account is still to be made, and making it. */

import { queryOptions } from "@tanstack/react-query";
import type { Me } from "./contract";
import { read, write } from "./http";

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => read<{ needed: boolean }>("/setup", { signal }),
});

export type FirstAccount = { token: string; email: string; name?: string; password: string };

/** Makes the first account and signs it in. */
export function completeSetup(account: FirstAccount): Promise<Me> {
  return write<Me>("POST", "/setup", account);
}
