// Errors of the source, told to the one who wrote it.

import { clean, cut, exec, place, slice, split, startsWith, tidied, told } from "./text.js";
import { AnswerTooLarge, InvalidAnswer } from "./answers.js";

export const MESSAGE_CHARACTERS = 2000;
const TRACE_CHARACTERS = 16000;
const CAUSES = 10;

// The source was asked and does not know the indicator.
class NotFound extends Error {}

// The source refuses the key, or wants one.
class Unauthorized extends Error {}

// The source wants fewer questions: new RateLimited(30), or ("slow down", { retryAfter: 30 }), in
// seconds, where it says when.
class RateLimited extends Error {
  constructor(message = "", options = {}) {
    super(typeof message === "number" ? "" : message, options);
    this.retryAfter = typeof message === "number" ? message : options?.retryAfter;
  }
}

// A request that was refused or came to no answer, or an answer that is an error; `status` is the
// answer's.
class HttpError extends Error {
  constructor(message = "", status = undefined) {
    super(message);
    this.status = status;
  }
}

export const EXCEPTIONS = { NotFound, Unauthorized, RateLimited, HttpError };
const KINDS = new Map([
  [NotFound, "NOT_FOUND"],
  [Unauthorized, "UNAUTHORIZED"],
  [RateLimited, "RATE_LIMITED"],
]);

export function installExceptions() {
  for (const [name, value] of Object.entries(EXCEPTIONS)) {
    Object.defineProperty(value.prototype, "name", { value: name, writable: true });
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

// The source lacks the function that is to be called; the text says it.
export class NoFunction extends Error {}

// Deno refused the source before it ran any of it.
export class LoadError extends Error {
  constructor(message, details) {
    super(message);
    Object.assign(this, details);
  }
}

const OUT_OF_MEMORY = { kind: "MEMORY_LIMIT", message: "The source used more memory than it may." };
const MEMORY = /^(Array buffer allocation failed|WebAssembly\.\w+\(\): could not allocate memory)/;
// Deno's advice is for its command line.
export const ADVICE = /, run again with the --[\w-]+ flag/;
export const REFUSED = ", which no source has";

// The fields of runners.calls.Failure.
export function failureOf(error) {
  if (error instanceof InvalidAnswer) return plain("INVALID_ANSWER", error);
  if (error instanceof AnswerTooLarge) return plain("OUTPUT_LIMIT", error);
  if (error instanceof NoFunction) return plain("NO_FUNCTION", error);
  if (error instanceof LoadError) return loadFailure(error);
  if (error instanceof RangeError && exec(MEMORY, told(error.message))) return OUT_OF_MEMORY;
  const raised = thrown(error);
  const failure = {
    kind: kindOf(raised),
    message: cut(messageOf(raised), MESSAGE_CHARACTERS),
    traceback: cut(traceOf(raised), TRACE_CHARACTERS),
    file: place.file,
    ...placeOf(raised),
  };
  if (raised instanceof RateLimited) failure.retry_after_seconds = secondsOf(raised.retryAfter);
  return failure;
}

export function plain(kind, error) {
  return { kind, message: error.message, file: place.file };
}

function loadFailure(error) {
  const { message, file, line, column } = error;
  const traceback = line ? `${message}\n    at ${file}:${line}:${column}` : message;
  return { kind: "CODE_ERROR", message, traceback, file, line, column };
}

// `throw NotFound` means what `throw new NotFound()` does.
function thrown(error) {
  return KINDS.has(error) ? new error() : error;
}

function kindOf(error) {
  for (const [type, kind] of KINDS) if (error instanceof type) return kind;
  return "CODE_ERROR";
}

// Type and text of what was thrown, which need not be an error.
export function messageOf(error) {
  if (!(error instanceof Error)) return `The source threw ${told(error)}`;
  const name = told(error.name);
  const message = replaced(told(error.message), ADVICE, REFUSED);
  if (message === "") return name;
  return kindOf(error) === "CODE_ERROR" ? `${name}: ${message}` : message;
}

export function replaced(value, pattern, by) {
  const found = exec(pattern, value);
  if (found === null) return value;
  return slice(value, 0, found.index) + by + slice(value, found.index + found[0].length);
}

// The frames of an error that are not ours, with the source's own name in them.
function framesOf(error) {
  let stack;
  try {
    stack = error.stack;
  } catch {
    return "";
  }
  if (typeof stack !== "string") return "";
  let frames = "";
  const lines = split(tidied(clean(stack)), "\n");
  for (let index = 0; index < lines.length; index += 1) {
    if (startsWith(lines[index], "    at ")) frames += `\n${lines[index]}`;
  }
  return frames;
}

function traceOf(error) {
  let trace = "";
  let part = error;
  for (let depth = 0; depth < CAUSES && part !== undefined; depth += 1) {
    trace += (depth === 0 ? "" : "\nCaused by: ") + messageOf(part) + framesOf(part);
    part = causeOf(part);
  }
  return trace;
}

function causeOf(error) {
  if (!(error instanceof Error)) return undefined;
  return error.cause ?? (error instanceof AggregateError ? error.errors?.[0] : undefined);
}

// The innermost place in the source, 0 when there is none.
function placeOf(error) {
  const found = exec(/source\.[jt]s:(\d+):(\d+)/, framesOf(error));
  if (found === null) return { line: 0, column: 0 };
  return { line: Math.min(Number(found[1]), place.lines), column: Number(found[2]) };
}

function secondsOf(value) {
  return typeof value === "number" && value >= 0 && value < 366 * 86400 ? value : null;
}
