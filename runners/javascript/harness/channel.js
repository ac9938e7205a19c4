// What the runner and this process say to each other: frames as runners/workers/frames.py has them.
//
// These modules share their realm with the source, which may replace anything: what is needed after
// the source was loaded is kept by names that it can't reach. The runner believes none of what is
// sent all the same.

export const uncurried = (method) => Function.prototype.call.bind(method);

export const exit = Deno.exit;
export const now = performance.now.bind(performance);
export const wallClock = Date.now;
const read = Deno.stdin.readSync.bind(Deno.stdin);
const readSoon = Deno.stdin.read.bind(Deno.stdin);
const write = Deno.stdout.writeSync.bind(Deno.stdout);
export const encode = TextEncoder.prototype.encode.bind(new TextEncoder());
export const decode = TextDecoder.prototype.decode.bind(new TextDecoder());
export const bytesFrom = uncurried(Uint8Array.prototype.subarray);
export const setBytes = uncurried(Uint8Array.prototype.set);
export const setFloat = uncurried(DataView.prototype.setFloat64);
export const setInteger = uncurried(DataView.prototype.setUint32);
export const getInteger = uncurried(DataView.prototype.getUint32);
export const Bytes = Uint8Array;
export const View = DataView;

// Kind, length, milliseconds: "<cId".
export const HEADER_BYTES = 13;
// Seconds since 1970, level: "<dB".
export const LOG_HEADER_BYTES = 9;
export const READY = 0x52;
export const LOG = 0x4c;
export const ANSWER = 0x41;
export const FAILURE = 0x46;
export const ROWS = 0x57;
export const STATE = 0x53;
export const HTTP = 0x48;

export function send(kind, body, milliseconds = 0) {
  const frame = new Bytes(HEADER_BYTES + body.length);
  const view = new View(frame.buffer);
  frame[0] = kind;
  setInteger(view, 1, body.length, true);
  setFloat(view, 5, milliseconds, true);
  setBytes(frame, body, HEADER_BYTES);
  for (let sent = 0; sent < frame.length;) {
    sent += write(bytesFrom(frame, sent));
  }
}

// The one request; the process ends where the runner gives up before it asks.
export function receive() {
  const header = readExactly(HEADER_BYTES);
  const length = getInteger(new View(header.buffer), 1, true);
  return JSON.parse(decode(readExactly(length)));
}

function readExactly(length) {
  const data = new Bytes(length);
  for (let done = 0; done < length;) {
    const count = read(bytesFrom(data, done));
    if (count === null) exit(0);
    done += count;
  }
  return data;
}

// The body of the next frame, while other code runs.
export async function receiveSoon() {
  const header = await readSoonExactly(HEADER_BYTES);
  return await readSoonExactly(getInteger(new View(header.buffer), 1, true));
}

async function readSoonExactly(length) {
  const data = new Bytes(length);
  for (let done = 0; done < length;) {
    const count = await readSoon(bytesFrom(data, done));
    if (count === null) exit(0);
    done += count;
  }
  return data;
}
