"""Team Cymru's zone, as far as our addresses for documentation go."""

ZONE = "asn.cymru.com"


def _texts(*texts: str) -> dict[str, list[str]]:
    return {"TXT": [f'"{text}"' for text in texts]}


NAMES = {
    f"80.2.0.192.origin.{ZONE}": _texts("64496 64511 | 192.0.2.0/24 | US | arin | 1998-09-25"),
    f"80.2.0.192.peer.{ZONE}": _texts("64499 64500 | 192.0.2.0/24 | US | arin | 1998-09-25"),
    f"{'0.8.0.0' + '.0' * 20}.8.b.d.0.1.0.0.2.origin6.{ZONE}": _texts(
        "64496 | 2001:db8::/32 | ZZ | ripencc | 2004-01-01"
    ),
    f"as64496.{ZONE}": _texts("64496 | US | arin | 2002-01-04 | EXAMPLE-ONE - Example One, US"),
    f"as64511.{ZONE}": _texts("64511 | DE | ripencc | 2003-02-03 | EXAMPLE-TWO, DE"),
}
FAILING = {
    f"201.2.0.192.origin.{ZONE}": "SERVFAIL",
    f"202.2.0.192.origin.{ZONE}": "REFUSED",
    f"203.2.0.192.origin.{ZONE}": "SILENT",
    f"204.2.0.192.origin.{ZONE}": "GARBAGE",
}
