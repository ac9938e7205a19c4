"""What an event of MISP says of values: its attributes, and those of its objects."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.indicators import Kind
from backend.sources.contract import Row
from backend.sources.json_fields import (
    moment,
    shown_time,
    table,
    tables,
    text,
    texts,
    time_of,
    whole,
)
from backend.sources.list_feed import read_as
from backend.sources.sightings import is_shared, sighting

_ADDRESS = (Kind.IPV4, Kind.IPV6, Kind.CIDR)
_NAME = (Kind.DOMAIN,)
_MAIL = (Kind.EMAIL,)
TYPES: Mapping[str, tuple[Kind, ...]] = {
    **dict.fromkeys(("ip", "ip-src", "ip-dst"), _ADDRESS),
    **dict.fromkeys(("domain", "hostname"), _NAME),
    **dict.fromkeys(("url", "uri", "link"), (Kind.URL,)),
    **dict.fromkeys(("email", "email-src", "email-dst", "email-reply-to"), _MAIL),
    "whois-registrant-email": _MAIL,
    "md5": (Kind.MD5,),
    "sha1": (Kind.SHA1,),
    "sha256": (Kind.SHA256,),
    "sha512": (Kind.SHA512,),
    "tlsh": (Kind.TLSH,),
    "ssdeep": (Kind.SSDEEP,),
    "AS": (Kind.ASN,),
    "vulnerability": (Kind.CVE,),
}
"""The kinds that a value of an attribute's type may have; other types are no indicators."""

SCORES = {1: 85, 2: 70, 3: 50, 4: 40}
"""By threat level: high, medium, low, undefined."""

MALWARE = (
    *("malpedia", "malware", "mitre-malware", "mitre-enterprise-attack-malware", "ransomware"),
    *("rat", "banker", "botnet", "stealer", "backdoor", "android", "tool", "mitre-tool"),
)
GALAXY = re.compile(r'^misp-galaxy:([a-z0-9-]+)="([^"]+)"$')


def rows_of(event: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of an event: `link_url` and `tlp_at_most` are settings."""
    tags = tags_of(event)
    about = _about(event, tags, str(settings.get("link_url", "")).rstrip("/"))
    for attribute in _attributes(event):
        own = [*tags, *tags_of(attribute)]
        if not is_shared(own, settings["tlp_at_most"]):
            continue
        yield from rows_of_attribute(attribute, {**about, **_said(attribute, own)})


def rows_of_attribute(attribute: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Row]:
    """A row for each value of an attribute: `a|b` of type `filename|md5` are two."""
    names = text(attribute.get("type")).replace("malware-sample", "filename|md5").split("|")
    whole_value = attribute.get("value")
    values: list[Any] = [whole_value]
    if isinstance(whole_value, str) and len(names) > 1:
        values = list(whole_value.split("|"))
    for name, value in zip(names, values, strict=False):
        kinds = TYPES.get(name, ())
        if not kinds or not isinstance(value, str):
            continue
        if found := read_as(value, kinds):
            yield sighting(found, text(data.get("id")), data)


def event_data(event: Mapping[str, Any], attribute: Mapping[str, Any], link: str) -> dict[str, Any]:
    """What is said of an attribute that came with its event in it."""
    tags = [*tags_of(event), *tags_of(attribute)]
    return {**_about(event, tags, link.rstrip("/")), **_said(attribute, tags)}


def tags_of(thing: Mapping[str, Any]) -> list[str]:
    """The names of its tags."""
    return texts([tag.get("name") for tag in tables(thing.get("Tag"))])


def stamp(value: Any) -> str:
    """A time of MISP's, in seconds since 1970 or as text; empty for none."""
    found = moment(value) or time_of(value)
    return shown_time(found) if found else ""


def _attributes(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from tables(event.get("Attribute"))
    for thing in tables(event.get("Object")):
        gone = thing.get("deleted") is True
        for attribute in tables(thing.get("Attribute")):
            yield {**attribute, "deleted": True} if gone else attribute


def _about(event: Mapping[str, Any], tags: list[str], link: str) -> dict[str, Any]:
    level = whole(event.get("threat_level_id"))
    uuid = text(event.get("uuid"))
    return {
        "id": uuid,
        "title": text(event.get("info")) or f"Event {uuid}",
        "by": text(table(event.get("Orgc")).get("name")),
        "score": SCORES.get(level or 0, SCORES[4]),
        "families": _families(tags),
        "link": f"{link}/events/view/{uuid}" if link and uuid else "",
    }


def _said(attribute: Mapping[str, Any], tags: list[str]) -> dict[str, Any]:
    first, last = (stamp(attribute.get(name)) for name in ("first_seen", "last_seen"))
    return {
        "tags": list(dict.fromkeys(tags)),
        "families": _families(tags),
        "first": first,
        "last": last or stamp(attribute.get("timestamp")),
        "note": text(attribute.get("comment")),
        "category": text(attribute.get("category")),
        "type": text(attribute.get("type")),
        "toIds": attribute.get("to_ids") in (True, "1", 1),
        "void": attribute.get("deleted") in (True, "1", 1),
    }


def _families(tags: list[str]) -> list[str]:
    found = [match for tag in tags if (match := GALAXY.match(tag))]
    # `Emotet - S0367`, as ATT&CK's names are written.
    names = [match[2].partition(" - ")[0] for match in found if match[1] in MALWARE]
    return list(dict.fromkeys(names))
