// The one call of this process: load the source, call its function, send what came of it.

import { ANSWER, Bytes, encode, exit, FAILURE, now, READY, receive, send } from "./channel.js";
import { cut, exec, includes, place, slice, split, startsWith, told } from "./text.js";
import { http, installFetch } from "./http.js";
import { AnswerEncoder, AnswerTooLarge, InvalidAnswer } from "./answers.js";
import { readOnly, writable } from "./kept.js";
import {
  captureConsole,
  ERROR,
  formatted,
  INFO,
  log,
  shown,
  stringify,
  WARNING,
  writeLog,
} from "./logs.js";
import {
  ADVICE,
  EXCEPTIONS,
  failureOf,
  installExceptions,
  LoadError,
  MESSAGE_CHARACTERS,
  messageOf,
  NoFunction,
  REFUSED,
  replaced,
} from "./failures.js";

const JAVASCRIPT = { file: "source.js", type: "application/javascript" };
const TYPESCRIPT = { file: "source.ts", type: "application/typescript" };

// Makes functions that the source does not export known, without moving its lines.
const NAME = "indicatorAggregatorFunctions";
const EPILOGUE = `
;export const ${NAME} = {
  fetchData: typeof fetchData === "undefined" ? undefined : fetchData,
  backgroundTask: typeof backgroundTask === "undefined" ? undefined : backgroundTask,
};`;

const FUNCTIONS = { fetch: "fetchData", background: "backgroundTask" };

// How V8 says that an imported module is not as the source wants it.
const NO_EXPORT = "does not provide an export named";
const AT = /\s+at (blob:\S+?):(\d+):(\d+)$/;

// The source's addresses: a refusal may name one under which it was tried before.
const addresses = new Set();

function blobOf(code, { type }) {
  return URL.createObjectURL(new Blob([code], { type }));
}

function addressOf(code, language) {
  const address = blobOf(code + EPILOGUE, language);
  addresses.add(address);
  return address;
}

// Why the source was refused as `language`, undefined when `error` is one of its own.
function refusalBy(error, { file }) {
  if (!(error instanceof TypeError || error instanceof SyntaxError)) return undefined;
  const found = exec(AT, told(error.message));
  if (found === null || !addresses.has(found[1])) return undefined;
  // Of a parser's message the first line says it; the others show the place.
  const whole = slice(told(error.message), 0, found.index);
  const parser = startsWith(whole, "SyntaxError: ");
  const message = parser ? split(whole, "\n")[0] : `${error.name}: ${whole}`;
  const line = Number(found[2]);
  const syntax = parser || (error instanceof SyntaxError && !includes(whole, NO_EXPORT));
  const details = { parser, syntax, file };
  if (line > place.lines) {
    const end = { line: place.lines, column: place.lastLine.length + 1 };
    return new LoadError("SyntaxError: Unexpected end of input", { ...details, ...end });
  }
  const at = { line, column: Number(found[3]) };
  return new LoadError(replaced(message, ADVICE, REFUSED), { ...details, ...at });
}

// Why the source can't be loaded as `language`, undefined when it can; runs none of it.
//
// A module that imports it and what does not exist is refused too, but only once the source has
// been found fit.
async function refusalOf(code, language) {
  const nothing = blobOf("", JAVASCRIPT);
  const probe = `import "${addressOf(code, language)}";\nimport { missing } from "${nothing}";`;
  try {
    await import(blobOf(probe, JAVASCRIPT));
  } catch (error) {
    return refusalBy(error, language);
  }
}

// What is JavaScript is taken as that; what is not may be TypeScript.
async function languageOf(code) {
  const first = await refusalOf(code, JAVASCRIPT);
  if (first === undefined) return JAVASCRIPT;
  if (!first.syntax) throw first;
  const second = await refusalOf(code, TYPESCRIPT);
  if (second === undefined) return TYPESCRIPT;
  throw sameMistake(first, second) ? first : second;
}

// Whether what keeps the source from being TypeScript is a mistake in JavaScript. What only the
// engine finds has its place in what the parser made of TypeScript, and is known by its text.
function sameMistake(first, second) {
  if (second.parser) return second.line === first.line && second.column === first.column;
  return second.message === first.message;
}

async function loaded(code, language) {
  place.file = language.file;
  place.url = addressOf(code, language);
  return await import(place.url);
}

async function moduleOf(code) {
  try {
    return await loaded(code, JAVASCRIPT);
  } catch (error) {
    // The usual case was tried without a check before it.
    if (refusalBy(error, JAVASCRIPT) === undefined) throw error;
  }
  return await loaded(code, await languageOf(code));
}

function contextOf(request) {
  const secrets = request.secrets;
  const settings = JSON.parse(request.settings);
  const named = (values, name) => {
    if (Object.hasOwn(values, name)) return values[name];
    const linked = Object.keys(values).sort().join(", ") || "none";
    throw new Error(`No secret '${name}' is linked to this source. Linked: ${linked}.`);
  };
  return {
    ...EXCEPTIONS,
    http,
    secret: (name) => named(secrets, name),
    // A text that stands for a secret in a request of `http`; the runner puts it in its place.
    placeholder: (name) => named(request.placeholders, name),
    setting(name, fallback = null) {
      return Object.hasOwn(settings, name) ? settings[name] : fallback;
    },
    log(...values) {
      writeLog(INFO, formatted(values));
    },
  };
}

async function called(request) {
  if (request.action === "check") return void (await languageOf(request.code));
  const context = contextOf(request);
  const module = await moduleOf(request.code);
  const name = FUNCTIONS[request.action];
  const declared = module[name] ?? module[NAME][name];
  if (typeof declared !== "function") {
    throw new NoFunction(`The source defines no function ${name}.`);
  }
  if (request.action === "background") {
    const keep = writable(context, request.state);
    await declared(context);
    return void keep();
  }
  readOnly(context, request.state);
  const { data, kind } = request.indicator;
  return await declared(data, kind, context);
}

const call = { started: 0, ended: false, __proto__: null };

function finish(kind, body, milliseconds) {
  if (call.ended) return;
  call.ended = true;
  log.open = false;
  send(kind, body, milliseconds);
  exit(0);
}

function fail(failure, milliseconds) {
  finish(FAILURE, encode(stringify(failure)), milliseconds);
}

export function answer(value, outputBytes, milliseconds) {
  const encoder = new AnswerEncoder(outputBytes);
  let body;
  try {
    body = encoder.encode(value);
  } catch (error) {
    if (error instanceof InvalidAnswer || error instanceof AnswerTooLarge) throw error;
    throw new InvalidAnswer(`What was returned can't be made JSON: ${messageOf(error)}`);
  }
  if (encoder.note) writeLog(WARNING, encoder.note);
  finish(ANSWER, body, milliseconds);
}

async function work(request) {
  const lines = split(request.code, "\n");
  place.lines = lines.length;
  place.lastLine = lines[lines.length - 1];
  call.started = now();
  let took = 0;
  try {
    const value = await called(request, place);
    took = now() - call.started;
    answer(value, request.output_bytes, took);
  } catch (error) {
    took ||= now() - call.started;
    fail(failureTold(error), took);
  }
}

function failureTold(error) {
  try {
    return failureOf(error);
  } catch (second) {
    const message = `The source failed, and telling how failed too (${told(second)}).`;
    return { kind: "CODE_ERROR", message: cut(message, MESSAGE_CHARACTERS) };
  }
}

// What nobody awaits is for the log; it does not end the call.
function watch() {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    writeLog(ERROR, `Unhandled rejection: ${shown(event.reason)}`);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    writeLog(ERROR, `Uncaught: ${shown(event.error)}`);
  });
  addEventListener("beforeunload", () => {
    const message = "The source waits for a promise that nothing settles any more.";
    fail({ kind: "CODE_ERROR", message }, now() - call.started);
  });
}

installExceptions();
captureConsole();
if (Deno.args[0] === "alone") installFetch();
watch();
// What the first import needs is loaded now, not while somebody waits.
await import(blobOf("export {};", JAVASCRIPT));
// As is what looks up the size of the stack, while the kernel still knows whose the file is.
await import(blobOf("if (!globalThis) { throw 0 as number; }", TYPESCRIPT));
send(READY, new Bytes(0));
work(receive());
