// `context.http`: requests that the runner makes for the source, over this process's channel.

import {
  Bytes,
  bytesFrom,
  decode,
  encode,
  getInteger,
  HTTP,
  receiveSoon,
  send,
  setBytes,
  setInteger,
  View,
} from "./channel.js";
import { EXCEPTIONS } from "./failures.js";

const { NotFound, RateLimited, Unauthorized, HttpError } = EXCEPTIONS;
const LENGTH_BYTES = 4;
const MOST_BYTES = 16 * 1024 * 1024 - 64 * 1024;

const waiting = new Map();
let last = 0;
let listening = false;

// Read only while somebody waits: a read would keep a process alive that has nothing else to do.
async function listen() {
  listening = true;
  while (waiting.size > 0) {
    const frame = await receiveSoon();
    const start = LENGTH_BYTES + getInteger(new View(frame.buffer), 0, true);
    const head = JSON.parse(decode(bytesFrom(frame, LENGTH_BYTES, start)));
    const { resolve, reject } = waiting.get(head.id);
    waiting.delete(head.id);
    if (head.error !== undefined) reject(new HttpError(head.error));
    else resolve({ ...head, content: bytesFrom(frame, start) });
  }
  listening = false;
}

// Head and body of the answer to a request; an HttpError when there is none.
export function ask(head, body) {
  const id = last += 1;
  const text = encode(JSON.stringify({ id, ...head }));
  const frame = new Bytes(LENGTH_BYTES + text.length + body.length);
  if (frame.length > MOST_BYTES) {
    throw new HttpError(`The request is larger than ${MOST_BYTES} bytes.`);
  }
  setInteger(new View(frame.buffer), 0, text.length, true);
  setBytes(frame, text, LENGTH_BYTES);
  setBytes(frame, body, LENGTH_BYTES + text.length);
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    send(HTTP, frame);
    if (!listening) listen();
  });
}

// An answer, read to its end.
class HttpResponse {
  constructor({ status, url, headers, content }) {
    this.status = status;
    this.ok = status < 400;
    this.url = url;
    this.headers = new Headers();
    for (const [name, value] of headers) this.headers.append(name, value);
    this.content = content;
  }

  text() {
    const charset = /charset="?([^\s;"]+)/i.exec(this.headers.get("content-type") ?? "")?.[1];
    try {
      return new TextDecoder(charset).decode(this.content);
    } catch {
      return decode(this.content);
    }
  }

  json() {
    return JSON.parse(decode(this.content));
  }

  // This answer, unless it is an error.
  raiseForStatus() {
    if (this.ok) return this;
    const message = `HTTP ${this.status} from ${this.url.split("?")[0]}`;
    if (this.status === 401 || this.status === 403) throw new Unauthorized(message);
    if (this.status === 404) throw new NotFound(message);
    if (this.status === 429) {
      throw new RateLimited(message, { retryAfter: secondsOf(this.headers.get("retry-after")) });
    }
    throw new HttpError(message, this.status);
  }
}

// What Retry-After says: seconds, or a date.
function secondsOf(value) {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max((date - Date.now()) / 1000, 0);
}

function withParams(url, params) {
  if (params === undefined || params === null) return url;
  const pairs = params instanceof URLSearchParams || Array.isArray(params)
    ? [...params]
    : Object.entries(params).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  const query = new URLSearchParams(pairs.filter(([, value]) => value !== undefined)).toString();
  if (query === "") return url;
  const [base, ...fragment] = url.split("#");
  return [`${base}${base.includes("?") ? "&" : "?"}${query}`, ...fragment].join("#");
}

function bodyOf(json, data) {
  if (json !== undefined) return [encode(JSON.stringify(json)), "application/json"];
  if (data === undefined || data === null) return [new Bytes(0), ""];
  if (typeof data === "string") return [encode(data), "text/plain; charset=utf-8"];
  if (ArrayBuffer.isView(data)) {
    return [new Bytes(data.buffer, data.byteOffset, data.byteLength), "application/octet-stream"];
  }
  if (data instanceof ArrayBuffer) return [new Bytes(data), "application/octet-stream"];
  return [encode(new URLSearchParams(data).toString()), "application/x-www-form-urlencoded"];
}

// `options`: params, headers, json or data (a body, or the fields of a form), timeout in seconds,
// followRedirects. Placeholders of secrets may stand in address, headers and body.
async function request(method, url, options = {}) {
  const { params, headers = {}, json, data, timeout, followRedirects = true } = options;
  const given = [...(headers instanceof Headers ? headers : Object.entries(headers))];
  const [body, type] = bodyOf(json, data);
  if (type && !given.some(([name]) => name.toLowerCase() === "content-type")) {
    given.push(["Content-Type", type]);
  }
  const answer = await ask(
    {
      method: String(method).toUpperCase(),
      url: withParams(String(url), params),
      headers: given.map(([name, value]) => [String(name), String(value)]),
      seconds: timeout ?? null,
      follow: followRedirects,
    },
    body,
  );
  return new HttpResponse(answer);
}

export const http = Object.freeze({
  request,
  get: (url, options) => request("GET", url, options),
  head: (url, options) => request("HEAD", url, options),
  post: (url, options) => request("POST", url, options),
  put: (url, options) => request("PUT", url, options),
  patch: (url, options) => request("PATCH", url, options),
  delete: (url, options) => request("DELETE", url, options),
});

// In place of Deno's own, where this process has no network.
export function installFetch() {
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const body = new Bytes(await request.arrayBuffer());
    const answer = await Promise.race([
      ask(
        {
          method: request.method,
          url: request.url,
          headers: [...request.headers],
          seconds: null,
          follow: request.redirect === "follow",
        },
        body,
      ).catch((error) => {
        throw new TypeError(error.message);
      }),
      new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => reject(request.signal.reason));
      }),
    ]);
    return responseOf(answer, request);
  };
}

const WITHOUT_BODY = [204, 205, 304];

function responseOf({ status, url, headers, content }, request) {
  if (request.redirect === "error" && status >= 300 && status < 400) {
    throw new TypeError("a redirect, which was not wanted");
  }
  const body = WITHOUT_BODY.includes(status) ? null : content;
  const response = new Response(body, { status, headers });
  Object.defineProperty(response, "url", { value: url });
  Object.defineProperty(response, "redirected", { value: url !== request.url });
  return response;
}
