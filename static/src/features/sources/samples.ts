/** A value of each kind to try a source on: documentation addresses and example names. */

const SAMPLES: Record<string, string> = {
  IPV4: "198.51.100.7",
  IPV6: "2001:db8::7",
  DOMAIN: "example.com",
  URL: "https://example.com/login",
  EMAIL: "user@example.com",
  MD5: "d41d8cd98f00b204e9800998ecf8427e",
  SHA1: "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  CIDR: "198.51.100.0/24",
  ASN: "AS64496",
  CVE: "CVE-2024-3400",
};

export function sampleOf(kinds: readonly string[]): string {
  const known = kinds.map((kind) => SAMPLES[kind]).find((sample) => sample !== undefined);
  return known ?? "198.51.100.7";
}
