/** Calls to the server. Each throws `TroubleError`, never anything of fetch's own. */

import { isObject } from "./decode";
import { refused, strange, type Trouble, UNREACHABLE } from "./trouble";

const REQUESTS = "/api/v1/requests";

export class TroubleError extends Error {
  readonly trouble: Trouble;
  /** The HTTP status, null when there was none. */
  readonly status: number | null;

  constructor(trouble: Trouble, status: number | null = null) {
    super(trouble.what);
    this.trouble = trouble;
    this.status = status;
  }
}

/** Asks all sources about one value; returns the request's id as soon as it is accepted. */
export async function createRequest(
  token: string,
  value: string,
  signal: AbortSignal,
): Promise<string> {
  const response = await call(REQUESTS, {
    method: "POST",
    headers: { ...authorization(token), "Content-Type": "application/json" },
    body: JSON.stringify({ indicators: [{ data: value }] }),
    signal,
  });
  const body: unknown = await response.json().catch(() => null);
  const id = isObject(body) ? body.id : null;
  if (typeof id !== "string" || id === "") throw new TroubleError(strange("It names no request."));
  return id;
}

/** Opens a request's stream of events, after `lastEventId` when given. */
export async function openEvents(
  token: string,
  requestId: string,
  lastEventId: string | null,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const resume = lastEventId === null ? {} : { "Last-Event-ID": lastEventId };
  const response = await call(`${REQUESTS}/${encodeURIComponent(requestId)}/events`, {
    headers: { ...authorization(token), Accept: "text/event-stream", ...resume },
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

function authorization(token: string): Record<string, string> {
  return { Authorization: `Token ${token}` };
}

async function call(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: "same-origin" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new TroubleError(UNREACHABLE);
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw new TroubleError(
    refused(response.status, body, response.headers.get("Retry-After")),
    response.status,
  );
}
