/**
 * A parser for `text/event-stream`.
 *
 * EventSource never tells why a stream was refused, so it is read with fetch and cut into events
 * here, by the rules of the HTML standard ("interpreting an event stream").
 */

/** One dispatched event. `id` is null when this very event carried none. */
export type ServerEvent = { type: string; data: string; id: string | null };

/** Takes the stream's text in pieces cut anywhere and returns the events that each piece completes. */
export class SseParser {
  #rest = "";
  #data: string[] = [];
  #type = "";
  #id: string | null = null;
  #first = true;

  push(text: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    this.#rest += text;
    if (this.#first && this.#rest !== "") {
      this.#first = false;
      this.#rest = this.#rest.replace(/^\uFEFF/, "");
    }
    for (let line = this.#line(); line !== null; line = this.#line()) {
      if (line === "") this.#dispatch(events);
      else this.#field(line);
    }
    return events;
  }

  /** The next whole line, or null when its end has not come yet. */
  #line(): string | null {
    const end = this.#rest.search(/[\r\n]/);
    if (end === -1) return null;
    const crAtEnd = this.#rest[end] === "\r" && end === this.#rest.length - 1;
    if (crAtEnd) return null; // its "\n" may be in the next piece
    const line = this.#rest.slice(0, end);
    const width = this.#rest.startsWith("\r\n", end) ? 2 : 1;
    this.#rest = this.#rest.slice(end + width);
    return line;
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    if (colon === 0) return; // a comment: the server's keep-alive
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#type = value;
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    // "retry" is left alone: follow.ts has its own waits
  }

  #dispatch(events: ServerEvent[]): void {
    if (this.#data.length > 0) {
      events.push({ type: this.#type || "message", data: this.#data.join("\n"), id: this.#id });
    }
    this.#data = [];
    this.#type = "";
    this.#id = null;
  }
}
