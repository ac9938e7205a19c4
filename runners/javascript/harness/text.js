// Text that protobuf, JSON and PostgreSQL all take.

import { uncurried } from "./channel.js";

export const text = String;
const replaceAll = uncurried(String.prototype.replaceAll);
const wellFormed = uncurried(String.prototype.toWellFormed);
export const slice = uncurried(String.prototype.slice);
export const startsWith = uncurried(String.prototype.startsWith);
export const includes = uncurried(String.prototype.includes);
export const split = uncurried(String.prototype.split);
export const exec = uncurried(RegExp.prototype.exec);

// NUL and halves of characters, which one or other of them refuses, become U+FFFD.
export function clean(value) {
  return wellFormed(replaceAll(value, "\0", "\ufffd"));
}

// At most so many characters: the beginning and the end, which say the most.
export function cut(value, characters) {
  if (value.length <= characters) return value;
  const half = characters / 2;
  const left = value.length - characters;
  return `${slice(value, 0, half)}\n... ${left} characters left out ...\n${slice(value, -half)}`;
}

// A value as text; asking it for that may run code of the source.
export function told(value) {
  try {
    return clean(text(value));
  } catch {
    return "(its text can't be had)";
  }
}

// What the source is called, its lines, and where it is loaded.
export const place = { file: "source.js", lines: 0, lastLine: "", url: undefined, __proto__: null };

// The folder of these modules, which traces name.
const OURS = new URL(".", import.meta.url).href;

// A trace without frames of ours, and with the source's own name in it.
export function tidied(trace) {
  if (!includes(trace, "    at ")) return trace;
  const lines = split(trace, "\n");
  let kept = "";
  for (let index = 0; index < lines.length; index += 1) {
    if (includes(lines[index], OURS)) continue;
    kept += (kept === "" ? "" : "\n") + lines[index];
  }
  return place.url === undefined ? kept : replaceAll(kept, place.url, place.file);
}
