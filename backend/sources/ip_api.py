"""ip-api: place and network of an address, over HTTP without encryption, so that it is off."""

from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    Limit,
    Source,
    base_url,
)
from backend.sources.json_fields import expected_table, key_values, text

FIELDS = (
    *("status", "message", "query", "country", "countryCode", "regionName", "city", "lat", "lon"),
    *("timezone", "isp", "org", "as", "asname", "reverse", "mobile", "proxy", "hosting"),
)
NOT_PUBLIC = ("private range", "reserved range")
FLAGS = ("mobile", "proxy", "hosting")


class IpApi(Source):
    """Looks an address up."""

    slug = "ip-api"
    name = "ip-api"
    provider = "ip-api"
    description = (
        "Place and network of an address. Whoever is on the way reads the question, because the "
        "free service has no HTTPS; it is switched off until you decide otherwise."
    )
    url = "https://ip-api.com/docs/api:json"
    kinds = frozenset({Kind.IPV4, Kind.IPV6})
    activity = Activity.PASSIVE
    settings = (base_url("http://ip-api.com/json"),)
    tags = ("network", "geolocation")
    cache_seconds = 7 * 24 * 3600
    limits = (Limit(count=45, seconds=60),)
    reliability = 50
    enabled = False
    terms = "Free for what is not commercial; who asks more than 45 times a minute is banned."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with place and network; not found for what is no public address."""
        base = ctx.base
        fields = {"fields": ",".join(FIELDS)}
        body = await ctx.http.get_json(f"{base}/{indicator.data}", params=fields)
        record = expected_table(body, "ip-api")
        if record.get("status") != "success":
            message = text(record.get("message"))
            if message in NOT_PUBLIC:
                return not_found(raw=body)
            kind = FailureKind.REQUEST_ERROR if message else FailureKind.INVALID_ANSWER
            raise SourceError(kind, f"ip-api: {message or 'an answer without status'}")
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            tags=tuple(flag for flag in FLAGS if record.get(flag) is True),
            links=(Link("ip-api", f"https://ip-api.com/#{indicator.data}"),),
            elements=(Element(ElementKind.KEY_VALUES, "ip-api", key_values(_facts(record))),),
            raw=body,
        )


def _facts(record: Any) -> dict[str, Any]:
    place = [text(record.get(name)) for name in ("lat", "lon")]
    country, code = text(record.get("country")), text(record.get("countryCode"))
    return {
        "AS": record.get("as"),
        "ISP": record.get("isp"),
        "Organisation": record.get("org"),
        "Host name": record.get("reverse"),
        "City": record.get("city"),
        "Region": record.get("regionName"),
        "Country": f"{country} ({code})" if code else country,
        "Coordinates": ", ".join(place) if all(place) else "",
        "Time zone": record.get("timezone"),
    }
