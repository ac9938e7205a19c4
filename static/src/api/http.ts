/** Calls to the server. Each throws `TroubleError`, never anything of fetch's own. */

import type { paths } from "./schema";
import { refused, strange, type Trouble, UNREACHABLE } from "./trouble";

export const PREFIX = "/api/v1";
/** What another site's page can't send along: the server asks for it on every write. */
export const OURS = { "X-Requested-With": "indicator-aggregator" };
const PATIENCE_MILLISECONDS = 60_000;

export class TroubleError extends Error {
  readonly trouble: Trouble;
  /** The HTTP status, null when there was none. */
  readonly status: number | null;

  constructor(trouble: Trouble, status: number | null = null) {
    super(`${trouble.kind} ${trouble.details.join(" ")}`);
    this.trouble = trouble;
    this.status = status;
  }
}

/** Whatever was thrown, as something that can be said. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof TroubleError) return error.trouble;
  return strange(error instanceof Error ? error.message : String(error));
}

type Filled<P> = P extends `${infer Head}{${string}}${infer Tail}`
  ? `${Head}${string}${Filled<Tail>}`
  : P;
/** A path of the API below /api/v1, its variable parts filled in by `segment`. */
export type Path = Filled<keyof paths>;

type Query = Readonly<Record<string, string | number | boolean | undefined>>;
type Reading = { query?: Query; signal?: AbortSignal };

/** GET, answered with JSON. */
export async function read<T>(path: Path, { query, signal }: Reading = {}): Promise<T> {
  return json<T>(await call(path + search(query), { signal: patience(signal) }));
}

/** GET of one page of a list: its items, how many there are in all, where the next page is. */
export async function readPage<T>(path: Path, reading: Reading = {}, place = "cursor") {
  const { body, total, cursor } = await readPart<T[]>(path, reading, place);
  return { items: body, total, cursor };
}

/** GET of a part of something long; `place` is the parameter that says where the next begins. */
export async function readPart<T>(path: Path, { query, signal }: Reading = {}, place = "cursor") {
  const response = await call(path + search(query), { signal: patience(signal) });
  const next = /<([^>]*)>;\s*rel="next"/.exec(response.headers.get("Link") ?? "")?.[1];
  const cursor = next === undefined ? null : new URL(next, location.origin).searchParams.get(place);
  const total = Number(response.headers.get("X-Total-Count"));
  return { body: await json<T>(response), total, cursor };
}

type Method = "POST" | "PUT" | "PATCH" | "DELETE";

/** A write that is answered with JSON. */
export async function write<T>(method: Method, path: Path, body?: unknown): Promise<T> {
  return json<T>(await send(method, path, body));
}

/** A write whose answer is of no interest, or empty. */
export async function send(
  method: Method,
  path: Path,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const typed = body === undefined ? {} : { "Content-Type": "application/json" };
  return call(path, {
    method,
    headers: { ...OURS, ...typed },
    body: body === undefined ? null : JSON.stringify(body),
    signal: patience(signal),
  });
}

/** A write of text or of a file, as it is. */
export async function sendRaw(
  path: Path,
  body: Blob | string,
  { type, query, signal }: { type: string; query?: Query; signal?: AbortSignal },
): Promise<Response> {
  // A large file takes as long as it takes: only who sends it gives up.
  return call(path + search(query), {
    method: "POST",
    headers: { ...OURS, "Content-Type": type },
    body,
    signal: signal ?? null,
  });
}

/** One variable part of a path. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}

/** Any call; `address` below /api/v1. */
export async function call(address: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(PREFIX + address, { ...init, credentials: "same-origin" });
  } catch (error) {
    if (init.signal?.aborted && !isTimeout(error)) throw error;
    throw new TroubleError(UNREACHABLE);
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw new TroubleError(
    refused(response.status, body, response.headers.get("Retry-After")),
    response.status,
  );
}

export async function json<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch {
    const type = response.headers.get("Content-Type") ?? "none";
    throw new TroubleError(strange(`JSON was expected, its type is ${type}.`), response.status);
  }
}

function search(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}

function patience(signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
