"""Slugs: names as they stand in addresses."""

import re
import unicodedata

NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """`AbuseIPDB (v2)` to `abuseipdb-v2`; empty when nothing of a name is left."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return NOT_SLUG.sub("-", ascii_name).strip("-")
