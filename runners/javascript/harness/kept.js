// What outlives a background task: its state, and the rows that it brings for its source's feed.

import { AnswerEncoder, AnswerTooLarge, InvalidAnswer } from "./answers.js";
import { Bytes, bytesFrom, ROWS, send, setBytes, STATE } from "./channel.js";
import { clean, slice } from "./text.js";

const parse = JSON.parse;
const isArray = Array.isArray;
const freeze = Object.freeze;

// As runners/workers/frames.py has them.
const STATE_BYTES = 64 * 1024;
const ROW_BYTES = 64 * 1024;
const ROWS_FRAME_BYTES = 64 * 1024;
const KIB = 1024;
const NEWLINE = 10;

// The rows of a run go up the channel while it runs, so that a million of them need no memory here.
class Rows {
  #waiting = new Bytes(ROWS_FRAME_BYTES + ROW_BYTES);
  #length = 0;
  #open = true;

  // Add an indicator; its kind is told by the value where it is not given. `data` is what the source
  // knows about it: whatever it could answer.
  add(value, { kind = null, data = {} } = {}) {
    if (typeof value !== "string") {
      throw new TypeError(`context.rows.add takes the value as text, not ${typeof value}`);
    }
    if (kind !== null && typeof kind !== "string") {
      throw new TypeError(`context.rows.add takes the kind as text, not ${typeof kind}`);
    }
    const line = this.#encoded(value, kind, data);
    setBytes(this.#waiting, line, this.#length);
    this.#length += line.length;
    this.#waiting[this.#length] = NEWLINE;
    this.#length += 1;
    if (this.#length >= ROWS_FRAME_BYTES) this.#flush();
  }

  // Forget the rows of this run so far. With none after it, the source has no rows.
  clear() {
    this.#length = 0;
    if (this.#open) send(ROWS, new Bytes(0));
  }

  // Send what waits, and nothing after it.
  finish() {
    this.#flush();
    this.#open = false;
  }

  #encoded(value, kind, data) {
    try {
      return new AnswerEncoder(ROW_BYTES - 1).encode([value, kind, data]);
    } catch (error) {
      const row = `the row of '${slice(clean(value), 0, 80)}'`;
      if (error instanceof AnswerTooLarge) {
        throw new RangeError(`${row} is larger than ${ROW_BYTES / KIB} KiB`);
      }
      if (error instanceof InvalidAnswer) {
        throw new TypeError(`${row} can't be JSON: ${error.message}`);
      }
      throw error;
    }
  }

  #flush() {
    if (this.#length > 0 && this.#open) send(ROWS, bytesFrom(this.#waiting, 0, this.#length));
    this.#length = 0;
  }
}

function encoded(state) {
  if (state === null || typeof state !== "object" || isArray(state)) {
    throw new InvalidAnswer("context.state must be an object.");
  }
  try {
    return new AnswerEncoder(STATE_BYTES).encode(state);
  } catch (error) {
    if (error instanceof AnswerTooLarge) {
      const most = STATE_BYTES / KIB;
      throw new AnswerTooLarge(`context.state is larger than ${most} KiB, which is what is kept.`);
    }
    if (error instanceof InvalidAnswer) {
      throw new InvalidAnswer(`context.state can't be kept: ${error.message}`);
    }
    throw error;
  }
}

function same(one, other) {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}

// What `fetchData` has of it: to read.
export function readOnly(context, state) {
  Object.defineProperty(context, "state", { value: freeze(parse(state)), enumerable: true });
  Object.defineProperty(context, "rows", {
    get() {
      throw new Error("context.rows is only there in backgroundTask.");
    },
  });
}

// What `backgroundTask` has of it; what is returned sends it, once the task has ended well.
export function writable(context, state) {
  const rows = new Rows();
  context.state = parse(state);
  Object.defineProperty(context, "rows", { value: rows, enumerable: true });
  const before = encoded(context.state);
  return () => {
    const after = encoded(context.state);
    rows.finish();
    if (!same(before, after)) send(STATE, after);
  };
}
