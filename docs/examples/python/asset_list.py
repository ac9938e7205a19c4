"""Whose address is this? A list of our own networks, kept in a setting, and nobody asked.

The setting `networks` has a network a line, `192.0.2.0/24 = Web servers, team-web`; the smallest
that holds the address answers. That something is ours is no verdict: it says INFORMATIONAL.

Kinds: IPV4, IPV6, CIDR.
"""

import ipaddress
from collections.abc import Iterator

from indicator_aggregator import Answer, Context

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def fetch_data(indicator_data: str, indicator_kind: str, context: Context) -> Answer | None:
    asked = ipaddress.ip_network(indicator_data)
    holding = [
        (network, text)
        for network, text in networks(context.setting("networks", ""))
        if network.version == asked.version and network.supernet_of(asked)  # type: ignore[arg-type]
    ]
    if not holding:
        return None
    network, text = max(holding, key=lambda found: found[0].prefixlen)
    name, _, owner = (part.strip() for part in text.partition(","))
    pairs = [("Network", str(network)), ("Name", name), ("Owner", owner or "unknown")]
    return {
        "verdict": "INFORMATIONAL",
        "tags": ["own network"],
        "elements": [
            {
                "kind": "KEY_VALUES",
                "label": "Asset",
                "value": [{"key": key, "value": value} for key, value in pairs],
            },
        ],
    }


def networks(text: str) -> Iterator[tuple[Network, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        network, equals, what = line.partition("=")
        if not equals:
            raise ValueError(f"line {number} of the setting networks has no '='")
        yield ipaddress.ip_network(network.strip()), what.strip()
