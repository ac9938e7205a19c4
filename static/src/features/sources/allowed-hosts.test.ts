import { expect, test } from "vitest";
import { hostsOf } from "./allowed-hosts";

test.each([
  ["", []],
  ["  ", []],
  ["api.example.com", ["api.example.com"]],
  ["api.example.com, *.example.org;*\n", ["api.example.com", "*.example.org", "*"]],
])("%j is a list of hosts", (text, hosts) => {
  expect(hostsOf(text)).toEqual(hosts);
});
