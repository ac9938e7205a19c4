import { describe, expect, it } from "vitest";
import { isPage, takeApart } from "./pasted";

const values = (text: string) => takeApart(text).map(({ value }) => value);

describe("takeApart", () => {
  it("parts at spaces, lines, commas and semicolons", () => {
    expect(values("192.0.2.1, 192.0.2.2;example.com\n\texample.org|a@example.com")).toEqual([
      "192.0.2.1",
      "192.0.2.2",
      "example.com",
      "example.org",
      "a@example.com",
    ]);
  });

  it("leaves an address whole", () => {
    expect(values("https://example.com/a,b;c?d=(1)")).toEqual(["https://example.com/a,b;c?d=(1)"]);
    expect(values("hxxps://example[.]com/a;b")).toEqual(["hxxps://example[.]com/a;b"]);
  });

  it("takes off what encloses a value in a text", () => {
    expect(values('Seen "198.51.100.7", then (https://example.com/a).')).toEqual([
      "Seen",
      "198.51.100.7",
      "then",
      "https://example.com/a",
    ]);
    expect(values("<https://example.com> «example.org»")).toEqual([
      "https://example.com",
      "example.org",
    ]);
  });

  it("keeps what disarms a value", () => {
    expect(values("192.0.2[.]1 example[.]com user[at]example[.]com")).toEqual([
      "192.0.2[.]1",
      "example[.]com",
      "user[at]example[.]com",
    ]);
  });

  it("keeps an IPv6 address and a network's length", () => {
    expect(values("2001:db8::1 2001:db8::/32 2001:db8::")).toEqual([
      "2001:db8::1",
      "2001:db8::/32",
      "2001:db8::",
    ]);
  });

  it("counts what came more than once", () => {
    expect(takeApart("example.com example.org example.com")).toEqual([
      { value: "example.com", count: 2 },
      { value: "example.org", count: 1 },
    ]);
  });

  it("finds nothing in nothing", () => {
    expect(takeApart(" \n ,;\t")).toEqual([]);
  });
});

describe("isPage", () => {
  const isOne = (text: string) => isPage(text, takeApart(text));
  const word = (at: number) => `word${at}`;

  it("tells prose from a list of values", () => {
    const prose = Array.from({ length: 12 }, (_, line) =>
      [0, 1, 2, 3, 4].map((at) => word(line * 5 + at)).join(" "),
    ).join("\n");
    const list = Array.from({ length: 400 }, (_, at) => `192.0.2.${at} ${word(at)}`).join("\n");
    expect([isOne(prose), isOne(list)]).toEqual([true, false]);
    expect(isOne("Seen: 192.0.2.1, example.com and example.net from 192.0.2.2.")).toBe(false);
  });

  it("takes a list for a page when it is too long to be asked about piece by piece", () => {
    expect(isOne(Array.from({ length: 1_001 }, (_, at) => word(at)).join("\n"))).toBe(true);
  });
});
