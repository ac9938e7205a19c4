import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Element } from "@/api/types";
import { speak } from "@/i18n/language";
import { ElementList } from "./element-view";

beforeAll(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  await speak("en");
});

const NOW = Date.parse("2026-11-23T12:00:00Z");

function drawn(kind: string, value: unknown, more: Partial<Element> = {}): string {
  const element: Element = { kind, label: "Label", value, colour: null, ...more };
  return renderToStaticMarkup(<ElementList elements={[element]} now={NOW} />);
}

/** What is read, without the markup. */
function read(markup: string): string {
  return markup
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

describe("ElementList", () => {
  it.each<[string, unknown, string]>([
    ["TEXT", "QakBot", "Label QakBot"],
    ["NUMBER", 64496, "Label 64496"],
    ["BOOLEAN", false, "Label No"],
    ["DATE", "2026-11-20T10:00:00Z", "Label 2026-11-20 10:00:00 UTC (3 days ago)"],
    ["TAGS", ["elf", "mozi", "elf"], "Label elf mozi"],
    ["LIST", ["22", "80"], "Label 22 80"],
    ["LIST", [], "Label none"],
    ["CODE", "a >= b", "Label a &gt;= b"],
    ["KEY_VALUES", [{ key: "ASN", value: "AS64496" }], "Label ASN AS64496"],
    ["TABLE", { columns: ["URL", "Seen"], rows: [["x", null]] }, "Label URL Seen x —"],
  ])("draws %s %j", (kind, value, text) => {
    expect(read(drawn(kind, value))).toBe(text);
  });

  it.each<[string, unknown]>([
    ["SPARKLINE", [1, 2]],
    ["NUMBER", "many"],
    ["TABLE", { columns: "none" }],
    ["KEY_VALUES", ["a"]],
    ["LINK", "https://example.com"],
    ["TEXT", undefined],
  ])("shows %s %j as JSON or a dash rather than leaving it out", (kind, value) => {
    expect(drawn(kind, value)).toContain("<pre");
  });

  it("links to the web alone, and without handing over this page", () => {
    const link = drawn("LINK", { label: "Report", url: "https://example.com/1" });
    expect(link).toContain('href="https://example.com/1"');
    expect(link).toContain('rel="noopener noreferrer"');
    for (const url of ["javascript:alert(1)", "data:text/html,x", "//example.com", "file:///x"]) {
      expect(drawn("LINK", { label: "Report", url })).not.toContain("href");
    }
  });

  it("never takes text for markup", () => {
    expect(drawn("TEXT", "<img src=x onerror=alert(1)>")).not.toContain("<img");
  });

  it("says a colour's meaning as a word too", () => {
    expect(read(drawn("NUMBER", 2, { colour: "MALICIOUS" }))).toBe("Label Malicious: 2");
  });

  it("shows the first of many", () => {
    const text = read(
      drawn(
        "LIST",
        Array.from({ length: 45 }, (_, index) => `host-${index}`),
      ),
    );
    expect(text).toContain("host-19 Show all 45");
  });
});
