/** The stream of a request's events; `follow.ts` keeps it going. */

import { call, segment, TroubleError } from "./http";
import { strange } from "./trouble";

/** Opens a request's stream of events, after `lastEventId` when given. */
export async function openEvents(
  requestId: string,
  lastEventId: string | null,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const resume = lastEventId === null ? {} : { "Last-Event-ID": lastEventId };
  const response = await call(`/requests/${segment(requestId)}/events`, {
    headers: { Accept: "text/event-stream", ...resume },
    cache: "no-store",
    signal,
  });
  const type = response.headers.get("Content-Type") ?? "none";
  if (!type.startsWith("text/event-stream") || response.body === null) {
    throw new TroubleError(
      strange(`A stream of events was expected, its type is ${type}.`),
      response.status,
    );
  }
  return response.body;
}
