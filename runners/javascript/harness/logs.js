// What the source writes to the console and the log, as log frames.

import {
  Bytes,
  bytesFrom,
  decode,
  encode,
  HEADER_BYTES,
  LOG,
  LOG_HEADER_BYTES,
  now,
  send,
  setBytes,
  setFloat,
  View,
  wallClock,
} from "./channel.js";
import { clean, cut, text, tidied } from "./text.js";

const inspect = Deno.inspect;
export const stringify = JSON.stringify;

export const INFO = 0;
export const WARNING = 1;
export const ERROR = 2;

const LOG_BYTES = 64 * 1024;
const LINE_BYTES = 4096;
const NOTICE = "The log is full: what was printed after this is not kept.";

export const log = {
  left: LOG_BYTES - HEADER_BYTES - LOG_HEADER_BYTES - NOTICE.length,
  open: true,
  __proto__: null,
};

// One line; a long one is cut, and what comes when the log is full or the call is over is dropped.
export function writeLog(level, message) {
  if (!log.open) return;
  let line = bytesFrom(encode(cut(tidied(clean(message)), LINE_BYTES)), 0, LINE_BYTES);
  log.left -= HEADER_BYTES + LOG_HEADER_BYTES + line.length;
  if (log.left < 0) {
    level = WARNING;
    line = encode(NOTICE);
    log.open = false;
  }
  const body = new Bytes(LOG_HEADER_BYTES + line.length);
  setFloat(new View(body.buffer), 0, wallClock() / 1000, true);
  body[8] = level;
  setBytes(body, line, LOG_HEADER_BYTES);
  send(LOG, body);
}

export function shown(value) {
  return typeof value === "string" ? value : inspect(value);
}

const DIRECTIVES = {
  "%s": shown,
  "%d": (value) => text(Number(value)),
  "%i": (value) => text(Math.trunc(Number(value))),
  "%f": (value) => text(Number(value)),
  "%j": stringify,
  "%o": inspect,
  "%O": inspect,
  "%c": () => "",
  __proto__: null,
};

// As console.log would: `%` directives of a first text take the values after it.
export function formatted(values) {
  let line = "";
  let next = 0;
  if (typeof values[0] === "string" && values.length > 1) {
    next = 1;
    line = values[0].replace(/%[sdifjoOc%]/g, (directive) => {
      if (directive === "%%") return "%";
      return next < values.length ? DIRECTIVES[directive](values[next++]) : directive;
    });
  }
  for (; next < values.length; next += 1) {
    line += (line === "" && next === 0 ? "" : " ") + shown(values[next]);
  }
  return line;
}

function writer(level) {
  return (...values) => writeLog(level, formatted(values));
}

const LEVELS = {
  debug: INFO,
  dir: INFO,
  dirxml: INFO,
  error: ERROR,
  group: INFO,
  groupCollapsed: INFO,
  info: INFO,
  log: INFO,
  table: INFO,
  trace: INFO,
  warn: WARNING,
};

// In place of Deno's own console, which would write to the channel.
export function captureConsole() {
  const started = new Map();
  for (const [name, value] of Object.entries(console)) {
    if (typeof value === "function") console[name] = () => {};
  }
  for (const [name, level] of Object.entries(LEVELS)) console[name] = writer(level);
  console.assert = (holds, ...values) => {
    if (!holds) writeLog(ERROR, `Assertion failed${values.length ? `: ${formatted(values)}` : ""}`);
  };
  console.time = (label = "default") => void started.set(label, now());
  console.timeEnd = console.timeLog = (label = "default", ...values) => {
    const took = now() - (started.get(label) ?? now());
    writeLog(INFO, formatted([`${label}: ${took.toFixed(1)} ms`, ...values]));
  };
  captureStream(Deno.stdout, INFO);
  captureStream(Deno.stderr, ERROR);
}

function captureStream(stream, level) {
  stream.writeSync = (bytes) => {
    writeLog(level, decode(bytes));
    return bytes.length;
  };
  stream.write = (bytes) => Promise.resolve(stream.writeSync(bytes));
}
