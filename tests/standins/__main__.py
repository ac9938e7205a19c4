"""All stand-ins as one process: prints where they are as one line of JSON, ends with its stdin."""

import asyncio
import json
import sys

from tests.standins import cymru
from tests.standins.dns_server import DnsStandIn, Zone
from tests.standins.feeds import FeedsStandIn
from tests.standins.vendors import SECRETS, VendorsStandIn

EXAMPLE_ZONE = Zone(
    names={
        "host.example.com": {
            "A": ["192.0.2.80"],
            "AAAA": ["2001:db8::80"],
            "MX": ["10 mail.example.com."],
            "TXT": ['"v=spf1 ip4:192.0.2.0/24 -all"'],
        },
        "_dmarc.host.example.com": {"TXT": ['"v=DMARC1; p=reject"']},
        "80.2.0.192.in-addr.arpa": {"PTR": ["host.example.com."]},
        **cymru.NAMES,
    },
    failing={
        "servfail.example.com": "SERVFAIL",
        "silent.example.com": "SILENT",
        **cymru.FAILING,
    },
)


async def main() -> None:
    async with (
        FeedsStandIn() as feeds,
        VendorsStandIn() as vendors,
        DnsStandIn(EXAMPLE_ZONE) as names,
    ):
        settings = {
            **feeds.settings(),
            **vendors.settings(),
            "asn-cymru": {"servers": [names.server]},
        }
        where = {
            "web": feeds.url,
            "dns": names.server,
            "settings": settings,
            "secrets": SECRETS,
        }
        sys.stdout.write(json.dumps(where) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
