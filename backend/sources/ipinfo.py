"""IPinfo: country and network of an address (Lite), or its place too (the older API)."""

from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    KeyNeed,
    SecretSlot,
    Setting,
    Source,
)
from backend.sources.json_fields import error_body, expected_table, key_values, table, text

MISS_STATUS = 404
FLAGS = ("vpn", "proxy", "tor", "relay", "hosting")


class IpInfo(Source):
    """Looks an address up."""

    slug = "ipinfo"
    name = "IPinfo"
    provider = "IPinfo"
    description = (
        "Country and autonomous system of an address by IPinfo Lite; place, company and privacy "
        "by the older API where the plan of the key has them."
    )
    url = "https://ipinfo.io/developers"
    kinds = frozenset({Kind.IPV4, Kind.IPV6})
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://ipinfo.io/account/token"
    secrets = (SecretSlot(name="token", help="Token of an account at IPinfo."),)
    settings = (
        Setting(
            name="base_url",
            default="https://api.ipinfo.io/lite",
            help="Address of the API: that of Lite, or of the older API https://ipinfo.io.",
        ),
    )
    tags = ("network", "geolocation")
    cache_seconds = 7 * 24 * 3600
    reliability = 70
    terms = "IPinfo Lite is CC BY-SA 4.0: show that the data are powered by IPinfo."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with place and network; not found for an address of no public network."""
        base = ctx.base
        lite = base.endswith("/lite")
        url = f"{base}/{indicator.data}" + ("" if lite else "/json")
        try:
            body = await ctx.http.get_json(url, params={"token": ctx.secrets["token"]})
        except HttpStatusError as error:
            said = error_body(error.body)
            if error.status == MISS_STATUS and said.get("bogon") is True:
                return not_found()
            raise
        record = expected_table(body, "IPinfo")
        if record.get("bogon") is True:
            return not_found(raw=body)
        if "ip" not in record:
            detail = f"the answer of {base} names no address; is it IPinfo's API?"
            raise SourceError(FailureKind.INVALID_ANSWER, detail)
        privacy = table(record.get("privacy"))
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            tags=tuple(flag for flag in FLAGS if privacy.get(flag) is True),
            links=(
                Link("IP address data powered by IPinfo", f"https://ipinfo.io/{indicator.data}"),
            ),
            elements=(Element(ElementKind.KEY_VALUES, "IPinfo", key_values(_facts(record))),),
            raw=body,
        )


def _facts(record: Any) -> dict[str, Any]:
    system, company = table(record.get("asn")), table(record.get("company"))
    country = text(record.get("country"))
    code = text(record.get("country_code"))
    return {
        "AS": text(record.get("asn")) or text(system.get("asn")) or record.get("org"),
        "Name": text(record.get("as_name")) or system.get("name"),
        "Domain": text(record.get("as_domain")) or system.get("domain"),
        "Company": company.get("name"),
        "Host name": record.get("hostname"),
        "City": record.get("city"),
        "Region": record.get("region"),
        "Country": f"{country} ({code})" if code else country,
        "Continent": record.get("continent"),
        "Coordinates": record.get("loc"),
        "Time zone": record.get("timezone"),
    }
