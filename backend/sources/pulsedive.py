"""Pulsedive: a risk from the feeds and the facts that Pulsedive has gathered."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    KeyNeed,
    Limit,
    SecretSlot,
    Source,
    base_url,
)
from backend.sources.json_fields import (
    error_body,
    expected_table,
    key_values,
    table,
    tables,
    text,
    time_of,
)

RISKS = {
    "critical": (Level.MALICIOUS, 85),
    "high": (Level.MALICIOUS, 75),
    "medium": (Level.SUSPICIOUS, 50),
    "low": (Level.SUSPICIOUS, 30),
    "retired": (Level.UNKNOWN, None),
    "none": (Level.UNKNOWN, None),
    "unknown": (Level.UNKNOWN, None),
}
MISS_STATUS = 404


class Pulsedive(Source):
    """Looks an indicator up; it is never submitted to be analysed."""

    slug = "pulsedive"
    name = "Pulsedive"
    provider = "Pulsedive"
    description = "The risk that Pulsedive gives an indicator, with its factors, threats and feeds."
    url = "https://docs.pulsedive.com/"
    kinds = frozenset({Kind.IPV4, Kind.IPV6, Kind.DOMAIN, Kind.URL})
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://pulsedive.com/account/"
    secrets = (SecretSlot(name="api_key", help="API key of an account at Pulsedive."),)
    settings = (base_url("https://pulsedive.com/api"),)
    tags = ("reputation",)
    cache_seconds = 24 * 3600
    limits = (Limit(count=10, seconds=24 * 3600),)
    reliability = 60
    terms = "The free plan is for a few questions a day; other use needs a plan of Pulsedive's."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A verdict from the risk; not found when Pulsedive never saw it."""
        base = ctx.base
        given = {"indicator": indicator.data, "key": ctx.secrets["api_key"]}
        try:
            body = await ctx.http.get_json(f"{base}/info.php", params=given)
        except HttpStatusError as error:
            said = text(error_body(error.body).get("error"))
            if error.status == MISS_STATUS and said.startswith("Indicator not found"):
                return not_found()
            raise
        info = expected_table(body, "Pulsedive")
        if not text(info.get("indicator")):
            raise SourceError(
                FailureKind.INVALID_ANSWER, "Pulsedive answered about no indicator; is it info.php?"
            )
        level, score = RISKS.get(text(info.get("risk")).lower(), (Level.UNKNOWN, None))
        threats = tables(info.get("threats"))
        malware = [item for item in threats if text(item.get("category")) == "malware"]
        return Answer(
            found=True,
            verdict=level,
            score=score,
            confidence=60,
            tags=_names(threats),
            families=_names(malware),
            first_seen=time_of(info.get("stamp_added")),
            last_seen=time_of(info.get("stamp_seen")),
            links=(_page(indicator.data),),
            elements=tuple(_elements(info, level)),
            raw=body,
        )


def _names(threats: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (text(item.get("name")) for item in threats))))


def _page(value: str) -> Link:
    return Link("Pulsedive", f"https://pulsedive.com/indicator/?ioc={quote(value, safe='')}")


def _elements(info: Mapping[str, Any], level: Level) -> Iterator[Element]:
    facts = {
        "Risk": info.get("risk"),
        "Recommended": info.get("risk_recommended"),
        "Updated": info.get("stamp_updated"),
        "Retired": info.get("retired"),
    }
    yield Element(ElementKind.KEY_VALUES, "Risk", key_values(facts), level)
    factors = tables(info.get("riskfactors"))
    if why := [shown for item in factors if (shown := text(item.get("description")))]:
        yield Element(ElementKind.LIST, "Risk factors", why)
    rows = [
        [text(item.get("name")), text(item.get("category")), text(item.get("stamp_linked"))]
        for item in tables(info.get("feeds"))
    ]
    if rows:
        columns = ["Feed", "Category", "Since"]
        yield Element(ElementKind.TABLE, "Feeds", {"columns": columns, "rows": rows})
    geo = table(table(info.get("properties")).get("geo"))
    place = {"Country": geo.get("country"), "Organisation": geo.get("org"), "AS": geo.get("asn")}
    if known := key_values(place):
        yield Element(ElementKind.KEY_VALUES, "Place", known)
