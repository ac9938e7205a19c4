// From what the source returned to JSON text.
//
// As JSON.stringify would, with these differences: what it would drop without a word (a function, a
// Map, a Response that nobody read) is refused, as is a value that contains itself; text is clean;
// integers of 64 bits may be bigint.

import { encode, uncurried } from "./channel.js";
import { clean, cut, slice } from "./text.js";

const isArray = Array.isArray;
const isFinite = Number.isFinite;
const isInteger = Number.isInteger;
const toExponential = uncurried(Number.prototype.toExponential);
const keysOf = Object.keys;
const tagOf = uncurried(Object.prototype.toString);
const quote = JSON.stringify;
const unboxed = {
  "[object String]": uncurried(String.prototype.valueOf),
  "[object Number]": uncurried(Number.prototype.valueOf),
  "[object Boolean]": uncurried(Boolean.prototype.valueOf),
  __proto__: null,
};

const MAX_LEVELS = 200;
// What 64 bits hold, signed or not: readers of JSON agree on no more.
const SMALLEST = -(2n ** 63n);
const LARGEST = 2n ** 64n - 1n;

export class InvalidAnswer extends Error {}
export class AnswerTooLarge extends Error {}

export class AnswerEncoder {
  #limit;
  #left;
  #notFinite = 0;

  constructor(limit) {
    this.#limit = limit;
    this.#left = limit;
  }

  // What the answer lost, for the log; empty for nothing.
  get note() {
    const count = this.#notFinite;
    return count === 0 ? "" : `JSON has no NaN or Infinity: ${count} in the answer became null.`;
  }

  encode(value) {
    const bytes = encode(this.#json(value, 0, ""));
    if (bytes.length > this.#limit) throw this.#tooLarge();
    return bytes;
  }

  #json(value, level, path) {
    this.#spend(1);
    switch (typeof value) {
      case "undefined":
        return "null";
      case "boolean":
        return value ? "true" : "false";
      case "string":
        return this.#quoted(value);
      case "number":
        return this.#number(value);
      case "bigint":
        return this.#integer(value, path);
      case "object":
        return value === null ? "null" : this.#object(value, level, path);
    }
    throw this.#unfit(typeof value, path);
  }

  #quoted(value) {
    this.#spend(value.length + 1);
    return quote(clean(value));
  }

  #number(value) {
    if (!isFinite(value)) {
      this.#notFinite += 1;
      return "null";
    }
    // An integer beyond 64 bits stays a number of limited precision to readers.
    const digits = isInteger(value) && (value < -(2 ** 63) || value >= 2 ** 64)
      ? toExponential(value)
      : `${value}`;
    this.#spend(digits.length - 1);
    return digits;
  }

  #integer(value, path) {
    if (value < SMALLEST || value > LARGEST) {
      throw new InvalidAnswer(
        `${where(path)} is an integer of more than 64 bits: return it as text.`,
      );
    }
    return `${value}`;
  }

  #object(value, level, path) {
    if (level >= MAX_LEVELS) {
      throw new InvalidAnswer(
        `The answer has more than ${MAX_LEVELS} levels, or contains itself.`,
      );
    }
    if (typeof value.toJSON === "function") {
      return this.#json(value.toJSON(), level + 1, path);
    }
    if (isArray(value)) return this.#array(value, level, path);
    const tag = tagOf(value);
    if (tag in unboxed) return this.#json(unboxed[tag](value), level + 1, path);
    if (tag !== "[object Object]") throw this.#unfit(slice(tag, 8, -1), path);
    return this.#members(value, level, path);
  }

  #array(value, level, path) {
    // A proxy may say anything.
    if (value.length > 0) this.#spend(value.length);
    let parts = "";
    for (let index = 0; index < value.length; index += 1) {
      const item = this.#json(value[index], level + 1, `${path}[${index}]`);
      parts += index === 0 ? item : `,${item}`;
    }
    return `[${parts}]`;
  }

  #members(value, level, path) {
    const keys = keysOf(value);
    let parts = "";
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index];
      const member = value[key];
      if (member === undefined) continue;
      this.#spend(3); // with the one of the text: quotes, colon, comma
      const item = this.#json(member, level + 1, `${path}.${key}`);
      parts += `${parts === "" ? "" : ","}${this.#quoted(key)}:${item}`;
    }
    return `{${parts}}`;
  }

  // Bytes, counted as it goes: shared parts may make a small structure endless text. Never more than
  // there will be, and one for each value: of text a quote, of an array a bracket.
  #spend(size) {
    this.#left -= size;
    if (this.#left < 0) throw this.#tooLarge();
  }

  #unfit(type, path) {
    return new InvalidAnswer(
      `${where(path)} is of type ${clean(type)}, which JSON does not have: return plain objects, ` +
        `arrays, text, numbers, booleans or null${HINTS[type] ?? ""}.`,
    );
  }

  #tooLarge() {
    const size = this.#limit / 1024;
    return new AnswerTooLarge(`The answer is larger than ${size} KiB, which is what it may be.`);
  }
}

const HINTS = {
  Promise: " (is an await missing?)",
  Response: " (is an await response.json() missing?)",
  __proto__: null,
};

function where(path) {
  return path === "" ? "What was returned" : cut(clean(`$${path}`), 200);
}
