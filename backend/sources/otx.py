"""AlienVault OTX: in which pulses, reports of its community, an indicator stands.

Anybody may write a pulse, so that many pulses are a hint and no proof: no answer is worth more
than 75 of 100.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from backend.models.answers import Answer, Element, ElementKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    KeyNeed,
    Limit,
    SecretSlot,
    Source,
    base_url,
)
from backend.sources.json_fields import (
    expected_table,
    key_values,
    table,
    tables,
    text,
    texts,
    time_of,
    whole,
)

SECTIONS = {
    Kind.IPV4: "IPv4",
    Kind.IPV6: "IPv6",
    Kind.DOMAIN: "domain",
    Kind.URL: "url",
    Kind.MD5: "file",
    Kind.SHA1: "file",
    Kind.SHA256: "file",
    Kind.CVE: "cve",
}
PULSES_AT_MOST = 50
MANY_PULSES = 3


class Otx(Source):
    """Looks an indicator up in OTX's general section."""

    slug = "otx"
    name = "AlienVault OTX"
    provider = "LevelBlue"
    description = (
        "Pulses of the Open Threat Exchange in which an indicator stands: who wrote them, what "
        "they are about. Anybody may write one."
    )
    url = "https://otx.alienvault.com/api"
    kinds = frozenset(SECTIONS)
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://otx.alienvault.com/settings"
    secrets = (SecretSlot(name="api_key", help="API key of an account at OTX."),)
    settings = (base_url("https://otx.alienvault.com/api/v1"),)
    tags = ("reputation", "community")
    # Its answers are often slow in coming.
    deadline_seconds = 30.0
    cache_seconds = 12 * 3600
    limits = (Limit(count=10_000, seconds=3600),)
    reliability = 50
    terms = "Free with an account; LevelBlue's terms of use of OTX hold."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A verdict from the number of pulses; not found when there is none."""
        section = SECTIONS[Kind(indicator.kind)]
        base = ctx.base
        body = await ctx.http.get_json(
            f"{base}/indicators/{section}/{quote(indicator.data, safe='')}/general",
            headers={"X-OTX-API-KEY": ctx.secrets["api_key"]},
        )
        general = expected_table(body, "OTX")
        info = expected_table(general.get("pulse_info"), "OTX (pulse_info)")
        pulses = tables(info.get("pulses"))
        count = whole(info.get("count")) or len(pulses)
        trusted = _trusted(general)
        if not count and not trusted:
            return not_found()
        families = _names(pulses, "malware_families")
        level, score = _verdict(count, families, trusted)
        times = [time for pulse in pulses if (time := time_of(pulse.get("created")))]
        changes = [time for pulse in pulses if (time := time_of(pulse.get("modified")))]
        return Answer(
            found=True,
            verdict=level,
            score=score,
            confidence=50,
            tags=tuple(dict.fromkeys(t for p in pulses for t in texts(p.get("tags"))))[:50],
            families=tuple(families),
            first_seen=min(times, default=None),
            last_seen=max(changes, default=None),
            links=(Link("OTX", _page(section, indicator.data)),),
            elements=tuple(_elements(general, pulses, count, trusted, level)),
            raw=body,
        )


def _trusted(general: Mapping[str, Any]) -> list[str]:
    """What OTX itself knows to be harmless, and why."""
    known = tables(general.get("validation")) + tables(general.get("false_positive"))
    # One of the sources of validation says what is odd about a value, not what is harmless.
    known = [item for item in known if text(item.get("source")) != "suspicious"]
    named = [text(item.get("message")) or text(item.get("name")) or "known" for item in known]
    return list(dict.fromkeys(named))


def _names(pulses: list[Mapping[str, Any]], field: str) -> list[str]:
    """Names in lists of texts, or of objects with a display name."""
    found: list[str] = []
    for pulse in pulses:
        value = pulse.get(field)
        found += texts(value)
        found += [text(item.get("display_name") or item.get("name")) for item in tables(value)]
    return list(dict.fromkeys(filter(None, found)))[:50]


def _verdict(count: int, families: list[str], trusted: list[str]) -> tuple[Level, int]:
    if trusted:
        return Level.BENIGN, 20
    if count >= MANY_PULSES or families:
        return Level.MALICIOUS, min(75, 60 + count)
    return Level.SUSPICIOUS, 40


def _elements(
    general: Mapping[str, Any],
    pulses: list[Mapping[str, Any]],
    count: int,
    trusted: list[str],
    level: Level,
) -> Iterator[Element]:
    yield Element(ElementKind.NUMBER, "Pulses", count, level)
    if trusted:
        yield Element(ElementKind.LIST, "Known to be harmless", trusted, Level.BENIGN)
    if attacks := _names(pulses, "attack_ids"):
        yield Element(ElementKind.TAGS, "ATT&CK", attacks)
    rows = [
        [
            text(pulse.get("name")),
            text(table(pulse.get("author")).get("username")),
            text(pulse.get("modified"))[:10],
            text(pulse.get("adversary")),
            text(pulse.get("TLP")).upper(),
        ]
        for pulse in pulses[:PULSES_AT_MOST]
    ]
    if rows:
        columns = ["Pulse", "By", "Changed", "Adversary", "TLP"]
        yield Element(ElementKind.TABLE, "Pulses", {"columns": columns, "rows": rows})
    facts = {"AS": general.get("asn"), "Country": general.get("country_code")}
    if known := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Place", known)


def _page(section: str, value: str) -> str:
    kind = {"IPv4": "ip", "IPv6": "ip"}.get(section, section)
    return f"https://otx.alienvault.com/indicator/{kind}/{quote(value, safe='')}"
