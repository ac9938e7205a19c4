// Whose address is this? A list of our own networks, kept in a setting, and nobody asked.
//
// The setting `networks` has a network a line, `192.0.2.0/24 = Web servers, team-web`; the smallest
// that holds the address answers. That something is ours is no verdict: it says INFORMATIONAL.
//
// Kinds: IPV4. (In Python, which has the arithmetic of addresses at hand, IPV6 and CIDR too.)

/** @type {FetchData} */
// deno-lint-ignore require-await
export async function fetchData(indicatorData, _indicatorKind, context) {
  const holding = networksIn(context.setting("networks", ""))
    .filter(({ first, length }) => masked(numberOf(indicatorData), length) === first)
    .sort((one, other) => other.length - one.length);
  if (holding.length === 0) return null;
  const { network, name, owner } = holding[0];
  const pairs = [["Network", network], ["Name", name], ["Owner", owner || "unknown"]];
  return {
    verdict: "INFORMATIONAL",
    tags: ["own network"],
    elements: [
      {
        kind: "KEY_VALUES",
        label: "Asset",
        value: pairs.map(([key, value]) => ({ key, value })),
      },
    ],
  };
}

/** @param {string} text */
function networksIn(text) {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "" || line.trim().startsWith("#")) return [];
    const [network, what] = line.split(/=(.*)/s).map((part) => part.trim());
    if (what === undefined) throw new Error(`line ${index + 1} of the setting networks has no '='`);
    const [address, bits = "32"] = network.split("/");
    if (address.includes(":")) return []; // IPv6, of which this is not asked
    const [name, owner = ""] = what.split(/,(.*)/s).map((part) => part.trim());
    return [{ network, first: numberOf(address), length: Number(bits), name, owner }];
  });
}

/** @param {string} address */
function numberOf(address) {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

// As numbers, not bits: those of JavaScript have a sign.
/**
 * @param {number} number
 * @param {number} length
 */
function masked(number, length) {
  const size = 2 ** (32 - length);
  return Math.floor(number / size) * size;
}
