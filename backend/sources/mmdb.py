"""MMDB files: where an address is and whose it is, without asking anybody.

A part is told by the `database_type` that a file has: GeoLite2 and others of its layout are `city`,
`country` and `asn`, IPinfo Lite is a part of its own, and one of any other type is `other`.
MaxMind and IPinfo give their files to those with an account; without one they are only imported.
"""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedAnswer,
    FeedHit,
    FilePart,
    SecretSlot,
    Setting,
    Source,
)
from backend.sources.feed_text import address_of
from backend.sources.json_fields import key_values, table, tables, text
from backend.sources.mmdb_files import MMDB

OTHER_FIELDS_AT_MOST = 40
LANGUAGE = "en"
# What a provider asks its users to show.
CREDITS = {
    "geolite2": Link("GeoLite2 data created by MaxMind", "https://www.maxmind.com"),
    "ipinfo": Link("IP address data powered by IPinfo", "https://ipinfo.io"),
    "dbip": Link("IP geolocation by DB-IP", "https://db-ip.com"),
}
FLAGS = (
    *("is_anonymous", "is_anonymous_vpn", "is_hosting_provider", "is_public_proxy"),
    *("is_residential_proxy", "is_tor_exit_node", "is_satellite_provider", "is_anycast"),
)
"""Facts that are tags too."""

GEOLITE2 = {"city": "GeoLite2-City", "country": "GeoLite2-Country", "asn": "GeoLite2-ASN"}
"""MaxMind's names of its files."""

MAXMIND_SLOTS = ("maxmind_account_id", "maxmind_license_key")
NEEDS = {**dict.fromkeys(GEOLITE2, MAXMIND_SLOTS), "ipinfo-lite": ("ipinfo_token",)}
ADDRESSES = {
    **{
        part: f"https://download.maxmind.com/geoip/databases/{edition}/download?suffix=tar.gz"
        for part, edition in GEOLITE2.items()
    },
    "ipinfo-lite": "https://ipinfo.io/data/ipinfo_lite.mmdb?token={ipinfo_token}",
}


def part_of(database_type: str) -> str:
    """The part that files of this type are."""
    words = database_type.casefold()
    if "ipinfo" in words:
        return "ipinfo-lite" if "lite" in words else "other"
    for part, signs in (("city", ("city",)), ("country", ("country",)), ("asn", ("asn", "isp"))):
        if any(sign in words for sign in signs):
            return part
    return "other"


def _part(name: str, expected: str) -> FilePart:
    return FilePart(
        name=name,
        url_setting=_url_setting(name),
        expected=expected,
        form=MMDB,
        has=lambda database_type: part_of(database_type) == name,
        headers=_authorization if name in GEOLITE2 else None,
        needs=NEEDS.get(name, ()),
    )


def _authorization(secrets: Mapping[str, str]) -> Mapping[str, str]:
    """Basic authentication with account and key; none without them, as a mirror may want it."""
    account, key = (secrets.get(name, "") for name in MAXMIND_SLOTS)
    if not account or not key:
        return {}
    pair = base64.b64encode(f"{account}:{key}".encode()).decode("ascii")
    return {"Authorization": f"Basic {pair}"}


def _url_setting(part: str) -> str:
    return f"{part.replace('-', '_')}_url"


PARTS = {
    "city": "GeoLite2 City or an MMDB file like it",
    "country": "GeoLite2 Country or an MMDB file like it",
    "asn": "GeoLite2 ASN or an MMDB file like it",
    "ipinfo-lite": "IPinfo Lite as MMDB",
    "other": "an MMDB file of any other type",
}


class Mmdb(Source):
    """Looks an address up in each of the files that were carried in."""

    slug = "mmdb"
    name = "MMDB files"
    provider = "MMDB"
    description = (
        "Place and network of an address from files: GeoLite2 City, Country and ASN, IPinfo Lite, "
        "or any other MMDB, downloaded with an account at MaxMind or IPinfo, or imported."
    )
    url = "https://maxmind.github.io/MaxMind-DB/"
    kinds = frozenset({Kind.IPV4, Kind.IPV6})
    activity = Activity.LOCAL
    key_url = "https://www.maxmind.com/en/accounts/current/license-key"
    secrets = (
        SecretSlot(
            name="maxmind_account_id",
            help="Account id at MaxMind, to download GeoLite2; optional.",
            required=False,
        ),
        SecretSlot(
            name="maxmind_license_key",
            help="Licence key of that account; optional.",
            required=False,
        ),
        SecretSlot(
            name="ipinfo_token",
            help="Token of an account at IPinfo, to download IPinfo Lite; optional.",
            required=False,
        ),
    )
    tags = ("network", "geolocation", "feed")
    reliability = 80
    terms = (
        "GeoLite2 is free with an account, 30 downloads a day, and old copies must be deleted "
        "within 30 days; IPinfo Lite is CC BY-SA 4.0: credit IPinfo."
    )
    settings = (
        *(
            Setting(
                name=_url_setting(part),
                default=ADDRESSES.get(part, ""),
                help=f"Where {expected} is downloaded from, at its publisher with the secrets of "
                "an account (which go along), or at a mirror of yours; empty: it is only imported.",
            )
            for part, expected in PARTS.items()
        ),
        Setting(
            name="max_age_hours",
            default=24 * 30,
            help="A file that was built before answers STALE instead of what may no longer be so.",
        ),
    )
    feed = tuple(_part(name, expected) for name, expected in PARTS.items())
    refresh_seconds = 24 * 3600
    max_age_seconds = 30 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with what each file has; not found when none knows the address."""
        address = address_of(indicator.data)
        if address is None:
            raise SourceError(FailureKind.REQUEST_ERROR, "the indicator is not an address")
        looked = await ctx.feed.find_containing(str(address))
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        records = [table(hit.data["record"]) for hit in looked.hits]
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            tags=tuple(_tags(records)),
            as_of=looked.as_of,
            links=tuple(_credits(looked)),
            elements=tuple(_elements(looked)),
            raw=[{"part": hit.part, "network": hit.value, **hit.data} for hit in looked.hits],
        )


def _tags(records: list[Mapping[str, Any]]) -> list[str]:
    places = [place for record in records for place in (record, table(record.get("traits")))]
    found = [flag for flag in FLAGS if any(place.get(flag) is True for place in places)]
    return [flag.removeprefix("is_").replace("_", "-") for flag in found]


def _credits(looked: FeedAnswer) -> Iterator[Link]:
    types = [str(hit.data["database"]).casefold() for hit in looked.hits]
    for word, link in CREDITS.items():
        if any(database.startswith(word) for database in types):
            yield link


def _elements(looked: FeedAnswer) -> Iterator[Element]:
    """One for each file, in the order of the parts."""
    order = list(PARTS)
    for hit in sorted(looked.hits, key=lambda hit: order.index(hit.part)):
        facts = {"Network": hit.value, **_facts(hit), "Built": f"{hit.as_of:%Y-%m-%d}"}
        yield Element(ElementKind.KEY_VALUES, text(hit.data["database"]), key_values(facts))
    if looked.too_old:
        yield Element(ElementKind.LIST, "Too old to be looked in", list(looked.too_old))


def _facts(hit: FeedHit) -> dict[str, Any]:
    record = table(hit.data["record"])
    if hit.part in ("city", "country"):
        return _place(record)
    if hit.part == "asn":
        return _network(record)
    if hit.part == "ipinfo-lite":
        return _ipinfo(record)
    return dict(list(_flat(record))[:OTHER_FIELDS_AT_MOST])


def _place(record: Mapping[str, Any]) -> dict[str, Any]:
    location = table(record.get("location"))
    where = [text(location.get(name)) for name in ("latitude", "longitude")]
    radius = text(location.get("accuracy_radius"))
    country, registered = (table(record.get(f"{n}country")) for n in ("", "registered_"))
    return {
        "City": _name(record.get("city")),
        "Region": ", ".join(filter(None, map(_name, tables(record.get("subdivisions"))))),
        "Postal code": table(record.get("postal")).get("code"),
        "Country": _with_code(_name(country), country.get("iso_code")),
        "Registered in": _with_code(_name(registered), registered.get("iso_code")),
        "Continent": _name(record.get("continent")),
        "Coordinates": ", ".join(where) + (f" (within {radius} km)" if radius else "")
        if all(where)
        else "",
        "Time zone": location.get("time_zone"),
    }


def _network(record: Mapping[str, Any]) -> dict[str, Any]:
    number = text(record.get("autonomous_system_number"))
    return {
        "AS": f"AS{number}" if number else "",
        "Name": record.get("autonomous_system_organization"),
        "ISP": record.get("isp"),
        "Organisation": record.get("organization"),
    }


def _ipinfo(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "AS": record.get("asn"),
        "Name": record.get("as_name"),
        "Domain": record.get("as_domain"),
        "Country": _with_code(text(record.get("country")), record.get("country_code")),
        "Continent": record.get("continent"),
    }


def _name(thing: Any) -> str:
    return text(table(table(thing).get("names")).get(LANGUAGE))


def _with_code(name: str, code: Any) -> str:
    """`Germany (DE)`, or whichever of both there is."""
    shown = text(code)
    return f"{name} ({shown})" if name and shown else name or shown


def _flat(record: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Fields of an unknown layout by their way to them; names in English alone."""
    for key, value in record.items():
        way = f"{before}{key}"
        if isinstance(value, dict):
            inner = {LANGUAGE: value[LANGUAGE]} if key == "names" and LANGUAGE in value else value
            yield from _flat(inner, f"{way} / ")
        elif isinstance(value, bool):
            yield way, "yes" if value else "no"
        elif isinstance(value, list):
            yield way, ", ".join(filter(None, map(text, value)))
        else:
            yield way, text(value)
