"""SSLBL: certificates and addresses of control servers of botnets that speak TLS.

The list of addresses covers 30 days and may be empty. That of JA3 fingerprints is given up, and
the aggressive ones list what is harmless too: neither is read.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from backend.indicators.canonical import CANONICAL
from backend.indicators.wording import UnfitError
from backend.models.answers import Answer, Element, ElementKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.abuse_ch import PROVIDER
from backend.sources.contract import (
    Activity,
    Context,
    FeedFormatError,
    FeedPart,
    Row,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.feed_tables import entries, sniffer
from backend.sources.feed_text import data_lines, shown
from backend.sources.json_fields import key_values, text, time_of

CERTIFICATES = frozenset({"listingdate", "sha1"})
ADDRESSES = frozenset({"firstseen", "dstip"})
REASON = " C&C"


def _sniff_addresses(head: bytes) -> bool:
    if sniffer(ADDRESSES)(head):
        return True
    return not data_lines(head, ("#",)) and b"SSLBL" in head and b"IP" in head


def _parser(columns: frozenset[str], field: str, kind: Kind) -> Callable[[BinaryIO], Iterator[Row]]:
    def parse(stream: BinaryIO) -> Iterator[Row]:
        for place, entry in entries(stream, columns):
            given = text(entry.get(field))
            try:
                value = CANONICAL[kind](given)
            except UnfitError as error:
                raise FeedFormatError(
                    f"{place}: expected a {kind}, found {shown(given)}: {error.why}"
                ) from None
            data = {name: text(said) for name, said in entry.items() if name != field}
            port = data.get("dstport")
            yield Row(
                kind=kind,
                value=f"{value} port {port}" if port else value,
                host=value if kind == Kind.IPV4 else "",
                data=data,
            )

    return parse


class Sslbl(Source):
    """Looks a certificate's SHA1 or an address up in the local copy."""

    slug = "sslbl"
    name = "SSLBL"
    provider = PROVIDER
    description = (
        "Certificates that control servers of malware show, by their SHA1 fingerprint, and "
        "addresses of such servers. The SHA1 of a file is not among them."
    )
    url = "https://sslbl.abuse.ch/blacklist/"
    kinds = frozenset({Kind.SHA1, Kind.IPV4})
    activity = Activity.LOCAL
    tags = ("c2", "certificates", "feed")
    reliability = 90
    terms = "CC0: free for everybody and every use."
    settings = (
        Setting(
            name="certificates_url",
            default="https://sslbl.abuse.ch/blacklist/sslblacklist.csv",
            help="Where the list of certificates is downloaded from; empty: it is only imported.",
        ),
        Setting(
            name="addresses_url",
            default="https://sslbl.abuse.ch/blacklist/sslipblacklist.csv",
            help="Where the list of addresses is downloaded from; empty: it is only imported.",
        ),
        max_age_hours(24 * 14),
    )
    feed = (
        FeedPart(
            name="certificates",
            url_setting="certificates_url",
            expected="SSLBL's list of certificates as CSV",
            sniff=sniffer(CERTIFICATES),
            parse=_parser(CERTIFICATES, "sha1", Kind.SHA1),
        ),
        FeedPart(
            name="addresses",
            url_setting="addresses_url",
            expected="SSLBL's list of addresses as CSV",
            sniff=_sniff_addresses,
            parse=_parser(ADDRESSES, "dstip", Kind.IPV4),
            may_be_empty=True,
        ),
    )
    # Made anew every five minutes, and not to be asked for more often.
    refresh_seconds = 3600
    max_age_seconds = 14 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS for what is listed."""
        certificate = indicator.kind == Kind.SHA1
        if certificate:
            looked = await ctx.feed.find(Kind.SHA1, indicator.data, parts=("certificates",))
        else:
            looked = await ctx.feed.find_host(indicator.data, parts=("addresses",))
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        hits = [hit.data for hit in looked.hits]
        reasons = [text(data.get("listingreason")) for data in hits]
        families = [r.removesuffix(REASON).strip() for r in reasons if r.endswith(REASON)]
        times = [t for d in hits if (t := time_of(d.get("listingdate") or d.get("firstseen")))]
        return Answer(
            found=True,
            verdict=Level.MALICIOUS,
            score=90,
            confidence=90,
            tags=("malicious-certificate",) if certificate else ("botnet-c2",),
            families=tuple(dict.fromkeys(filter(None, families))),
            first_seen=min(times, default=None),
            last_seen=max(times, default=None),
            as_of=looked.as_of,
            links=_links(indicator),
            elements=tuple(_elements(hits)),
            raw=[{"value": hit.value, **hit.data} for hit in looked.hits],
        )


def _links(indicator: Indicator) -> tuple[Link, ...]:
    if indicator.kind != Kind.SHA1:
        return ()
    page = f"https://sslbl.abuse.ch/ssl-certificates/sha1/{indicator.data}/"
    return (Link("SSLBL", page),)


def _elements(hits: list[Mapping[str, Any]]) -> Iterator[Element]:
    first = hits[0]
    facts = {
        "Reason": first.get("listingreason"),
        "Listed": first.get("listingdate") or first.get("firstseen"),
        "Ports": ", ".join(text(data.get("dstport")) for data in hits if data.get("dstport")),
    }
    yield Element(ElementKind.KEY_VALUES, "Listing", key_values(facts), Level.MALICIOUS)
