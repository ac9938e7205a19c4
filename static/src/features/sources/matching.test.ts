import { expect, it } from "vitest";
import type { Source } from "@/api/sources";
import { matching } from "./matching";

function source(name: string, more: Partial<Source> = {}): Source {
  const nothing = { providerName: null, description: "", kind: "SYSTEM", activity: "LOCAL" };
  return { name, tags: [], supportedIndicators: [], ...nothing, ...more } as Source;
}

const SOURCES = [
  source("Tor exits", { providerName: "The Tor Project", supportedIndicators: ["IPV4"] }),
  source("Catalogue", { tags: ["exploited"], supportedIndicators: ["CVE"] }),
];
const names = (q: string) => matching(SOURCES, q).map(({ name }) => name);

it("finds by every word, wherever it stands", () => {
  expect(names("")).toEqual(["Tor exits", "Catalogue"]);
  expect(names("project TOR")).toEqual(["Tor exits"]);
  expect(names("cve exploited")).toEqual(["Catalogue"]);
  expect(names("tor cve")).toEqual([]);
});
