"""Ignore lists as one would write them without a thought for time: every entry, one by one."""

import ipaddress
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from backend.ignore_lists.image import ImageBuilder
from backend.models.ignore_lists import Matching
from backend.models.indicators import Indicator, Kind


class Row(NamedTuple):
    """An entry."""

    matching: Matching
    data: str
    kind: Kind | None = None


def host_of(indicator: Indicator) -> str:
    """The host that an indicator is or has; empty where there is none."""
    if indicator.kind == Kind.EMAIL:
        return indicator.data.split("@")[1]
    if indicator.kind == Kind.URL:
        return urlsplit(indicator.data).hostname or ""
    return indicator.data if indicator.kind in (Kind.DOMAIN, Kind.IPV4, Kind.IPV6) else ""


@cache
def network(text: str) -> Any:
    """An address or a network; None for another text."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None


def matches(row: Row, indicator: Indicator) -> bool:
    """Whether an entry names an indicator."""
    value, host = indicator.data, host_of(indicator)
    match row.matching:
        case Matching.EXACT:
            return value == row.data and row.kind in (None, indicator.kind)
        case Matching.SUBDOMAIN:
            return host == row.data or host.endswith("." + row.data)
        case Matching.CIDR:
            inner = network(value if indicator.kind == Kind.CIDR else host)
            outer = network(row.data)
            return bool(inner and inner.version == outer.version and inner.subnet_of(outer))
        case Matching.SUBSTRING:
            return row.data in value.lower()
        case Matching.WILDCARD:
            pattern = "".join({"*": ".*", "?": "."}.get(c) or re.escape(c) for c in row.data)
            return re.fullmatch(pattern, value, re.IGNORECASE | re.DOTALL) is not None
        case Matching.REGEX:
            return re.search(row.data, value) is not None


def image_of(rows: Iterable[Row], list_id: str = "list") -> memoryview:
    """The rows compiled."""
    builder = ImageBuilder({list_id: 1})
    for row in rows:
        builder.add(list_id, row.matching, row.kind, None, row.data)
    return memoryview(builder.image())
