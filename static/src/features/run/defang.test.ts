import { expect, it } from "vitest";
import { defang } from "./defang";

/** The server's own table (`tests/backend/indicators/test_refang.py`), which is read back there. */
it.each([
  ["DOMAIN", "www.example.com", "www[.]example[.]com"],
  ["IPV4", "192.0.2.1", "192[.]0[.]2[.]1"],
  ["IPV6", "2001:db8::1", "2001[:]db8[:][:]1"],
  ["CIDR", "192.0.2.0/24", "192[.]0[.]2[.]0/24"],
  ["CIDR", "2001:db8::/32", "2001[:]db8[:][:]/32"],
  ["EMAIL", "a.b@example.com", "a.b[@]example[.]com"],
  ["URL", "https://example.com:81/a.b?c#d", "hxxps://example[.]com:81/a.b?c#d"],
  ["URL", "http://[2001:db8::1]/", "hxxp://[2001:db8::1]/"],
  ["URL", "http://a.b@example.com/", "hxxp://a.b@example[.]com/"],
  ["URL", "ssh://example.com", "ssh[:]//example[.]com"],
  ["URL", "ftp://example.com/", "ftp[:]//example[.]com/"],
  ["URL", "http://example.com/a[.]b", "hxxp://example.com/a[.]b"],
  ["URL", "http://example.com/a(dot)b", "hxxp://example.com/a(dot)b"],
  ["MD5", "0".repeat(32), "0".repeat(32)],
  ["ASN", "AS64496", "AS64496"],
  ["CVE", "CVE-2024-1234", "CVE-2024-1234"],
  ["EMPLOYEE", "e.mployee", "e.mployee"],
])("disarms %s %s", (kind, data, disarmed) => {
  expect(defang({ kind, data })).toBe(disarmed);
});
