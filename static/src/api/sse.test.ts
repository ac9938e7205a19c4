import { describe, expect, it } from "vitest";
import { type ServerEvent, SseParser } from "./sse";

/** All events of a stream that arrives in these pieces. */
function parse(...pieces: string[]): ServerEvent[] {
  const parser = new SseParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

const STREAM = 'id: 7\nevent: result\ndata: {"a":1}\n\nid: 8\nevent: done\ndata: {}\n\n';

describe("SseParser", () => {
  it("reads id, type and data", () => {
    expect(parse(STREAM)).toEqual([
      { id: "7", type: "result", data: '{"a":1}' },
      { id: "8", type: "done", data: "{}" },
    ]);
  });

  it("does not care where the stream is cut", () => {
    for (let cut = 0; cut <= STREAM.length; cut += 1) {
      expect(parse(STREAM.slice(0, cut), STREAM.slice(cut))).toEqual(parse(STREAM));
    }
    expect(parse(...STREAM)).toEqual(parse(STREAM));
  });

  it.each(["\r\n", "\r", "\n"])("takes %j as the end of a line", (end) => {
    const stream = STREAM.replaceAll("\n", end);
    expect(parse(...stream, "\n")).toEqual(parse(STREAM));
  });

  it("joins lines of data", () => {
    expect(parse("data: a\ndata:b\ndata:  c\n\n")[0]?.data).toBe("a\nb\n c");
  });

  it("passes over comments and events without data", () => {
    expect(parse(": keep-alive\n\nid: 3\n\n:\n\nevent: x\n\n")).toEqual([]);
  });

  it("gives an event without a number none of an earlier one", () => {
    const [first, second] = parse("id: 1\ndata: a\n\ndata: b\n\n");
    expect([first?.id, second?.id]).toEqual(["1", null]);
  });

  it("names an event without a type as the standard does", () => {
    expect(parse("data\n\n")).toEqual([{ id: null, type: "message", data: "" }]);
  });

  it("drops an event whose end never came", () => {
    expect(parse("data: half")).toEqual([]);
    expect(parse("data: half\n")).toEqual([]);
  });

  it("passes over a byte order mark", () => {
    expect(parse("\uFEFFdata: a\n\n")[0]?.data).toBe("a");
  });
});
