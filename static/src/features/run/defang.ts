/**
 * Indicators in a form that no program takes for a link: the same as the server's own, which reads
 * it back (`backend/indicators/refang.py`).
 */

import type { Indicator } from "@/api/types";

const SCHEMES: Record<string, string> = { http: "hxxp://", https: "hxxps://" };
/** A path that looks disarmed already; with the host's dots left alone it is left alone too. */
const DISARMED = /[[({](?:\.|dot|:|@|at|\/)[\])}]/i;

/** Hashes, AS numbers and CVE numbers are harmless and stay as they are. */
export function defang({ data, kind }: Indicator): string {
  switch (kind) {
    case "DOMAIN":
    case "IPV4":
      return disarmHost(data);
    case "IPV6":
      return data.replaceAll(":", "[:]");
    case "CIDR":
      return data.includes(":") ? data.replaceAll(":", "[:]") : disarmHost(data);
    case "EMAIL": {
      const at = data.lastIndexOf("@");
      return `${data.slice(0, Math.max(at, 0))}[@]${disarmHost(data.slice(at + 1))}`;
    }
    case "URL":
      return defangUrl(data);
    default:
      return data;
  }
}

function disarmHost(host: string): string {
  return host.replaceAll(".", "[.]");
}

function defangUrl(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/s.exec(url);
  if (parts === null) return url.replaceAll("://", "[:]//");
  const [, scheme = "", authority = "", tail = ""] = parts;
  const disarmed = SCHEMES[scheme] ?? `${scheme}[:]//`;
  if (DISARMED.test(tail)) return disarmed + authority + tail;
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  // Brackets around an IPv6 address are no link's end; its colons stay.
  return `${disarmed}${authority.slice(0, at + 1)}${host.startsWith("[") ? host : disarmHost(host)}${tail}`;
}
