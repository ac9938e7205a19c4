// A DNS blocklist, asked by DNS over HTTPS: listed addresses have a record, and a TXT says why.
//
// Allow the host of the setting `resolver`. Many lists refuse public resolvers, which answer for
// them with an address in 127.255.255.0/24: that is an error, not a listing.
//
// Kinds: IPV4. (In Python, which has the arithmetic of addresses at hand, IPV6 too.)

interface Resolved {
  Status: number;
  Answer?: { type: number; data: string }[];
}

const NO_SUCH_NAME = 3;
const A = 1;
const TXT = 16;

// What the list's codes mean, by their last number.
const CODES = new Map<string, [Verdict, string]>([
  ["2", ["MALICIOUS", "spam source"]],
  ["4", ["MALICIOUS", "exploited host"]],
  ["10", ["INFORMATIONAL", "end users' network"]],
]);
const LEVELS: Verdict[] = ["MALICIOUS", "SUSPICIOUS", "INFORMATIONAL"];

export async function fetchData(
  indicatorData: string,
  _indicatorKind: string,
  context: Context,
): Promise<Answer | null> {
  const zone: string = context.setting("zone", "zen.example.org");
  const name = `${indicatorData.split(".").reverse().join(".")}.${zone}`;
  const codes = await records(context, name, A);
  if (codes.length === 0) return null;
  if (codes.some((code) => code.startsWith("127.255.255."))) {
    throw new Error(`${zone} refuses this resolver (${codes[0]})`);
  }
  const known = codes.map((code) => CODES.get(code.split(".")[3]) ?? ["SUSPICIOUS", code]);
  return {
    verdict: LEVELS.find((level) => known.some(([verdict]) => verdict === level)),
    tags: known.map(([, text]) => text),
    elements: [
      { kind: "LIST", label: "Codes", value: codes },
      { kind: "TEXT", label: "Reason", value: (await records(context, name, TXT)).join(" ") },
    ],
  };
}

async function records(context: Context, name: string, type: number): Promise<string[]> {
  const resolver: string = context.setting("resolver", "https://dns.example.net/resolve");
  const response = await context.http.get(resolver, {
    params: { name, type },
    headers: { Accept: "application/dns-json" },
  });
  const told: Resolved = response.raiseForStatus().json();
  if (told.Status === NO_SUCH_NAME) return [];
  if (told.Status !== 0) {
    throw new Error(`the resolver answers with code ${told.Status} for ${name}`);
  }
  return (told.Answer ?? [])
    .filter((each) => each.type === type)
    .map((each) => each.data.replace(/^"|"$/g, ""));
}
