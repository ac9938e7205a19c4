"""A small bundle of ATT&CK, with names of our own."""

import json
from typing import Any


def thing(kind: str, number: int, attack_id: str, name: str, **more: Any) -> dict[str, Any]:
    """An object of the bundle; `id` is made of kind and number."""
    return {
        "type": kind,
        "id": f"{kind}--00000000-0000-4000-8000-{number:012d}",
        "spec_version": "2.1",
        "name": name,
        "external_references": [
            {"source_name": "mitre-attack", "external_id": attack_id, "url": "https://example.com"},
            {"source_name": "A report", "url": "https://example.com/report"},
        ],
        "x_mitre_domains": ["enterprise-attack"],
        **more,
    }


def uses(user: dict[str, Any], used: dict[str, Any], description: str = "") -> dict[str, Any]:
    """A relationship between two objects."""
    return {
        "type": "relationship",
        "id": f"relationship--{user['id'][-12:]}-{used['id'][-12:]}",
        "relationship_type": "uses",
        "source_ref": user["id"],
        "target_ref": used["id"],
        "description": description,
    }


def phases(*names: str) -> list[dict[str, str]]:
    """The tactics of a technique."""
    return [{"kill_chain_name": "mitre-attack", "phase_name": name} for name in names]


EXPLOIT = thing(
    "attack-pattern", 1, "T9190", "Exploit Example", kill_chain_phases=phases("initial-access")
)
DUMP = thing(
    "attack-pattern",
    2,
    "T9003.001",
    "Example Memory",
    kill_chain_phases=phases("credential-access"),
)
GONE = thing("attack-pattern", 3, "T9999", "Withdrawn", x_mitre_deprecated=True)
MALWARE = thing(
    "malware", 4, "S9001", "Example Stealer", x_mitre_aliases=["Example Stealer", "ExSteal"]
)
GROUP = thing("intrusion-set", 5, "G9001", "Example Bear", aliases=["Example Bear", "EXB-12"])
TOOL = thing("tool", 6, "S9002", "Ping")
REVOKED = thing("malware", 7, "S9003", "Old Stealer", revoked=True)

OBJECTS = [
    {"type": "x-mitre-collection", "name": "Enterprise ATT&CK", "id": "x-mitre-collection--1"},
    # Relationships may come before what they are of.
    uses(GROUP, EXPLOIT, "Example Bear has exploited CVE-2026-10001 and cve-2026-10002."),
    uses(GROUP, MALWARE),
    uses(MALWARE, EXPLOIT, "Example Stealer spreads by CVE-2026-10001."),
    uses(MALWARE, DUMP),
    uses(MALWARE, GONE),
    uses(TOOL, DUMP),
    uses(REVOKED, DUMP, "Old Stealer used CVE-2026-10003."),
    *(EXPLOIT, DUMP, GONE, MALWARE, GROUP, TOOL, REVOKED),
]


def bundle(*objects: dict[str, Any]) -> bytes:
    """A file as MITRE publishes them."""
    content = {"type": "bundle", "id": "bundle--1", "objects": list(objects or OBJECTS)}
    return json.dumps(content).encode()
