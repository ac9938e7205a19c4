"""Indicators of ThreatFox: read from its API or its exports, and what they say together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.indicators.canonical import CANONICAL
from backend.indicators.wording import UnfitError
from backend.models.answers import Answer, Element, ElementKind, Level, Link
from backend.models.indicators import Indicator, Kind, KindName
from backend.sources.contract import Row
from backend.sources.feed_tables import words
from backend.sources.feed_text import address_of
from backend.sources.feed_urls import host_of, is_shared, url_key
from backend.sources.json_fields import key_values, text, time_of, whole

KINDS = {
    "domain": Kind.DOMAIN,
    "md5_hash": Kind.MD5,
    "sha1_hash": Kind.SHA1,
    "sha256_hash": Kind.SHA256,
}
# As the API has them; the exports have other names for some.
FIELDS = {
    "id": ("id", "ioc_id"),
    "ioc": ("ioc", "ioc_value"),
    "ioc_type": ("ioc_type",),
    "threat_type": ("threat_type",),
    "malware": ("malware", "fk_malware"),
    "malware_printable": ("malware_printable",),
    "malware_alias": ("malware_alias",),
    "confidence_level": ("confidence_level",),
    "first_seen": ("first_seen", "first_seen_utc"),
    "last_seen": ("last_seen", "last_seen_utc"),
    "is_compromised": ("is_compromised",),
    "reference": ("reference",),
    "reporter": ("reporter",),
}
MALICIOUS_FROM = 50
WITHOUT_CONFIDENCE = 50
WEAK = 50
"""The most that a hint is worth: the host alone, a host of many, what is listed no longer."""

ROWS_AT_MOST = 100


@dataclass(frozen=True, kw_only=True)
class Found:
    """An entry that was found; `exact` is what was asked about, not only something at it."""

    entry: Mapping[str, Any]
    exact: bool
    listed: bool = True
    seen_at: datetime | None = None


def row_of(_place: str, entry: Mapping[str, Any]) -> Row | None:
    """The row of an export's entry; None when it is of no kind that can be asked about."""
    known = {name: _first(entry, names) for name, names in FIELDS.items()}
    data: dict[str, Any] = {name: value for name, value in known.items() if value}
    if tags := words(entry.get("tags")):
        data["tags"] = tags
    if (place := place_of(text(entry.get("ioc_type")), data.get("ioc", ""))) is None:
        return None
    kind, value, host = place
    return Row(kind=kind, value=value, host=host, data=data)


def _first(entry: Mapping[str, Any], names: tuple[str, ...]) -> str:
    # An indicator is longer than what is shown of a text.
    found = next((entry[name] for name in names if entry.get(name) is not None), "")
    return str(found).strip() if "ioc" in names else text(found)


def place_of(ioc_type: str, ioc: str) -> tuple[Kind, str, str] | None:
    """Kind, canonical value and host of an indicator; a port is what follows the last colon.

    Without a type, whichever it fits.
    """
    types = (ioc_type,) if ioc_type else ("ip:port", "url", *KINDS)
    return next(filter(None, (_placed(name, ioc) for name in types)), None)


def _placed(ioc_type: str, ioc: str) -> tuple[Kind, str, str] | None:
    if ioc_type == "ip:port":
        given, _, port = ioc.rpartition(":")
        address = address_of(given)
        if address is None:
            return None
        kind = Kind.IPV4 if address.version == 4 else Kind.IPV6  # noqa: PLR2004 — of IP
        return kind, f"{address} port {port}", str(address)
    if ioc_type == "url":
        key = url_key(ioc)
        return (Kind.URL, key, host_of(key)) if key else None
    if (named := KINDS.get(ioc_type)) is None:
        return None
    try:
        value = CANONICAL[named](ioc)
    except UnfitError:
        return None
    return named, value, value if named == Kind.DOMAIN else ""


def concerns(entry: Mapping[str, Any], indicator: Indicator) -> bool | None:
    """Whether an entry is the indicator itself, or else (False) something at this host."""
    place = place_of(text(entry.get("ioc_type")), str(entry.get("ioc", "")))
    if place is None:
        return None
    kind, value, host = place
    asked = url_key(indicator.data) if indicator.kind == Kind.URL else indicator.data
    if kind == indicator.kind and asked in (value, host):
        return True
    return False if host and host == indicator.data else None


def answer(kind: KindName, found: Sequence[Found], *, as_of: datetime | None = None) -> Answer:
    """The answer of the worst of what was found; there is some."""
    judged = sorted(((_judged(one), one) for one in found), key=lambda pair: pair[0][1])
    (level, score), worst = judged[-1]
    if level is not Level.MALICIOUS and any(lv is Level.MALICIOUS for (lv, _), _ in judged):
        level = Level.MALICIOUS
    entries = [one.entry for one in found]
    names = (text(e.get("malware_printable")) for e in entries)
    tags = (t for e in entries for t in [text(e.get("threat_type")), *words(e.get("tags"))] if t)
    return Answer(
        found=True,
        verdict=level,
        score=score,
        confidence=_confidence(worst.entry),
        tags=tuple(dict.fromkeys(tags)),
        families=tuple(dict.fromkeys(n for n in names if n and n != "Unknown malware")),
        first_seen=min(_times(found, "first_seen"), default=None),
        last_seen=max(_times(found, "last_seen", "first_seen"), default=None),
        as_of=as_of,
        links=tuple(_links(worst.entry)),
        elements=tuple(_elements(kind, found, worst, level)),
        raw=[dict(entry) for entry in entries],
    )


def _confidence(entry: Mapping[str, Any]) -> int:
    level = whole(entry.get("confidence_level"))
    return WITHOUT_CONFIDENCE if level is None else max(0, min(level, 100))


def _judged(one: Found) -> tuple[Level, int]:
    """Level and score. A URL, or a file given out at somebody's host, says little of the host."""
    score = _confidence(one.entry)
    level = Level.MALICIOUS if score >= MALICIOUS_FROM else Level.SUSPICIOUS
    place = place_of(text(one.entry.get("ioc_type")), str(one.entry.get("ioc", "")))
    delivery = text(one.entry.get("threat_type")) == "payload_delivery"
    of_many = place is not None and place[0] != Kind.URL and is_shared(place[2])
    broken_into = text(one.entry.get("is_compromised")).casefold() in ("1", "true", "yes")
    by_url = place is not None and place[0] == Kind.URL and not one.exact
    weak = by_url or (delivery and (of_many or broken_into or not one.exact))
    if weak or not one.listed:
        return Level.SUSPICIOUS, min(score, WEAK)
    return level, score


def _times(found: Sequence[Found], *names: str) -> Iterator[datetime]:
    for one in found:
        for name in names:
            if time := time_of(one.entry.get(name)):
                yield time


def _links(entry: Mapping[str, Any]) -> Iterator[Link]:
    if (number := whole(entry.get("id"))) is not None:
        yield Link("ThreatFox", f"https://threatfox.abuse.ch/ioc/{number}/")
    if (page := text(entry.get("malware_malpedia"))).startswith("https://"):
        yield Link("Malpedia", page)
    if (page := text(entry.get("reference"))).startswith("https://"):
        yield Link("Reference", page)


def _elements(
    kind: KindName, found: Sequence[Found], worst: Found, level: Level
) -> Iterator[Element]:
    entry = worst.entry
    facts = {
        "Malware": entry.get("malware_printable"),
        "Also called": entry.get("malware_alias"),
        "Threat": entry.get("threat_type_desc") or entry.get("threat_type"),
        "Confidence": entry.get("confidence_level"),
        "First seen": entry.get("first_seen"),
        "Last seen": entry.get("last_seen"),
        "Reporter": entry.get("reporter"),
    }
    yield Element(ElementKind.KEY_VALUES, "Facts", key_values(facts), level)
    if not worst.listed and worst.seen_at:
        yield Element(ElementKind.TEXT, "No longer listed", f"last on {worst.seen_at:%Y-%m-%d}")
    if len(found) == 1 and worst.exact and kind not in (Kind.IPV4, Kind.IPV6):
        return
    names = ("ioc", "threat_type", "malware_printable", "confidence_level", "first_seen")
    rows = [[text(one.entry.get(name)) for name in names] for one in found[:ROWS_AT_MOST]]
    columns = ["Indicator", "Threat", "Malware", "Confidence", "First seen"]
    yield Element(ElementKind.TABLE, "Indicators", {"columns": columns, "rows": rows})
