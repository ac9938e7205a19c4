"""A DNS blocklist, asked by DNS over HTTPS: listed addresses have a record, and a TXT says why.

Allow the host of the setting `resolver`. Many lists refuse public resolvers, which answer for them
with an address in 127.255.255.0/24: that is an error, not a listing.

Kinds: IPV4, IPV6.
"""

import ipaddress
from typing import Any

from indicator_aggregator import Answer, Context, Verdict

NO_SUCH_NAME = 3
A, TXT = 1, 16

# What the list's codes mean, by their last number.
CODES: dict[int, tuple[Verdict, str]] = {
    2: ("MALICIOUS", "spam source"),
    4: ("MALICIOUS", "exploited host"),
    10: ("INFORMATIONAL", "end users' network"),
}


def fetch_data(indicator_data: str, indicator_kind: str, context: Context) -> Answer | None:
    zone = context.setting("zone", "zen.example.org")
    reverse = ipaddress.ip_address(indicator_data).reverse_pointer.removesuffix(".in-addr.arpa")
    name = f"{reverse.removesuffix('.ip6.arpa')}.{zone}"
    codes = [ipaddress.ip_address(each) for each in records(context, name, A)]
    if not codes:
        return None
    if any(str(code).startswith("127.255.255.") for code in codes):
        raise RuntimeError(f"{zone} refuses this resolver ({codes[0]})")
    known = [CODES.get(int(code) & 0xFF, ("SUSPICIOUS", str(code))) for code in codes]
    verdicts = [verdict for verdict, _ in known]
    levels: tuple[Verdict, ...] = ("MALICIOUS", "SUSPICIOUS", "INFORMATIONAL")
    return {
        "verdict": next(level for level in levels if level in verdicts),
        "tags": [text for _, text in known],
        "elements": [
            {"kind": "LIST", "label": "Codes", "value": [str(code) for code in codes]},
            {"kind": "TEXT", "label": "Reason", "value": " ".join(records(context, name, TXT))},
        ],
    }


def records(context: Context, name: str, kind: int) -> list[str]:
    resolver = context.setting("resolver", "https://dns.example.net/resolve")
    query = {"name": name, "type": kind}
    headers = {"Accept": "application/dns-json"}
    told: dict[str, Any] = (
        context.http.get(resolver, params=query, headers=headers).raise_for_status().json()
    )
    if told["Status"] == NO_SUCH_NAME:
        return []
    if told["Status"] != 0:
        raise RuntimeError(f"the resolver answers with code {told['Status']} for {name}")
    return [each["data"].strip('"') for each in told.get("Answer", []) if each["type"] == kind]
