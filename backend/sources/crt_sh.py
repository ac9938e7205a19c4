"""crt.sh: the certificates that were issued for a name, as Certificate Transparency logged them.

A name that many certificates were issued for takes crt.sh too long, which it says by a status of
5xx: then only those that are still valid are asked for.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from backend.models.answers import (
    Answer,
    Element,
    ElementKind,
    FailureKind,
    Level,
    Link,
    not_found,
)
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    PASSING,
    Activity,
    Context,
    HttpStatusError,
    Limit,
    Setting,
    Source,
)
from backend.sources.json_fields import key_values, shown_time, tables, text, texts, whole

HASHES = frozenset({Kind.SHA1, Kind.SHA256})
TOO_MUCH = (*PASSING, 404)
"""How crt.sh says that a question took it too long; its miss is an empty list."""

CERTIFICATES_AT_MOST = 100
NAMES_AT_MOST = 200


class CrtSh(Source):
    """Looks a name, or a certificate's fingerprint, up in crt.sh."""

    slug = "crt-sh"
    name = "crt.sh"
    provider = "Sectigo"
    description = (
        "Certificates that were issued for a domain or for the host of a URL, or the one with a "
        "fingerprint, from the logs of Certificate Transparency. It takes long for large domains."
    )
    url = "https://crt.sh/"
    kinds = frozenset({Kind.DOMAIN, Kind.URL, *HASHES})
    activity = Activity.PASSIVE
    tags = ("certificates",)
    terms = "Free to use, on a best-effort basis, with about 60 questions a minute."
    known = Indicator("example.com", Kind.DOMAIN)
    settings = (
        Setting(
            name="base_url",
            default="https://crt.sh",
            help="Address of crt.sh, or of a proxy that stands before it.",
        ),
        Setting(
            name="subdomains",
            default=False,
            help="Ask for the certificates of all names below a domain too.",
        ),
        Setting(
            name="exclude_expired",
            default=False,
            help="Ask only for certificates that are still valid, which is quicker.",
        ),
    )
    deadline_seconds = 30.0
    cache_seconds = 24 * 3600
    limits = (Limit(count=60, seconds=60),)
    reliability = 80

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with the certificates; first seen is when the first one began to hold."""
        base = ctx.base
        asked = _asked(indicator, below=bool(ctx.settings["subdomains"]))
        if not asked:
            return not_found()
        found, only_valid = await _certificates(base, asked, ctx)
        if _is_certificate(found):
            found = [found]  # as crt.sh once said where there is one
        if not isinstance(found, list) or not all(_is_certificate(item) for item in found):
            raise SourceError(
                FailureKind.INVALID_ANSWER,
                f"the answer of {base} is no list of certificates; is it crt.sh?",
            )
        if not found:
            return not_found()
        return _answer(tables(found), Link("crt.sh", f"{base}/?q={quote(asked)}"), only_valid)


async def _certificates(base: str, asked: str, ctx: Context) -> tuple[Any, bool]:
    """What crt.sh says, and whether it was asked for valid certificates alone."""
    params = {"q": asked, "output": "json", "deduplicate": "Y"}
    valid = {**params, "exclude": "expired"}
    if ctx.settings["exclude_expired"]:
        return await ctx.http.get_json(f"{base}/", params=valid), True
    try:
        return await ctx.http.get_json(f"{base}/", params=params), False
    except HttpStatusError as error:
        if error.status not in TOO_MUCH:
            raise
    return await ctx.http.get_json(f"{base}/", params=valid), True


def _asked(indicator: Indicator, *, below: bool) -> str:
    """What is looked for. Empty where it is an address, which crt.sh does not look for."""
    if indicator.kind in HASHES:
        return indicator.data
    name = indicator.data
    if indicator.kind == Kind.URL:
        name = urlsplit(indicator.data).hostname or ""
        if ":" in name or name.rpartition(".")[2].isdecimal():
            return ""
    return f"%.{name}" if below and name else name


def _is_certificate(item: Any) -> bool:
    return isinstance(item, dict) and "issuer_name" in item


def _time(value: Any) -> datetime | None:
    """`2026-01-31T12:00:00`, in UTC without saying so."""
    try:
        return datetime.fromisoformat(text(value)).replace(tzinfo=UTC)
    except ValueError:
        return None


def _answer(found: list[Mapping[str, Any]], link: Link, only_valid: bool) -> Answer:  # noqa: FBT001
    begun = [time for item in found if (time := _time(item.get("not_before")))]
    logged = [
        time
        for item in found
        for field in ("entry_timestamp", "min_entry_timestamp")
        if (time := _time(item.get(field)))
    ]
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        first_seen=min(begun, default=None),
        last_seen=max(logged, default=None),
        links=(link,),
        elements=tuple(_elements(found, begun, only_valid=only_valid)),
        raw=found[:CERTIFICATES_AT_MOST],
    )


def _elements(
    found: list[Mapping[str, Any]], begun: list[datetime], *, only_valid: bool
) -> Iterator[Element]:
    yield Element(ElementKind.NUMBER, "Certificates", len(found))
    if only_valid:
        note = "Only certificates that are still valid; there may be older ones."
        yield Element(ElementKind.TEXT, "Note", note)
    if begun:
        yield Element(ElementKind.DATE, "First certificate from", shown_time(min(begun)))
    names = sorted(dict.fromkeys(name for item in found for name in _names(item)))
    if names:
        yield Element(ElementKind.LIST, "Names", names[:NAMES_AT_MOST])
    issuers: dict[str, int] = {}
    for item in found:
        issuer = _short(text(item.get("issuer_name"))) or "(not told)"
        issuers[issuer] = issuers.get(issuer, 0) + 1
    most = sorted(issuers.items(), key=lambda pair: -pair[1])
    yield Element(ElementKind.KEY_VALUES, "Certificates by issuer", key_values(dict(most[:20])))
    newest = sorted(found, key=lambda item: text(item.get("not_before")), reverse=True)
    columns = ["Names", "Issuer", "From", "Until", "Serial number", "crt.sh"]
    rows = [_row(item) for item in newest[:CERTIFICATES_AT_MOST]]
    yield Element(ElementKind.TABLE, "Newest", {"columns": columns, "rows": rows})


def _row(item: Mapping[str, Any]) -> list[str | int | None]:
    return [
        text(", ".join(_names(item))),
        _short(text(item.get("issuer_name"))),
        text(item.get("not_before"))[:10],
        text(item.get("not_after"))[:10],
        text(item.get("serial_number")),
        whole(item.get("id")) or whole(item.get("min_cert_id")),
    ]


def _names(item: Mapping[str, Any]) -> list[str]:
    """The names that a certificate is for: one a line, and the common name."""
    value = item.get("name_value")
    lines = value.splitlines() if isinstance(value, str) else []
    return texts([*lines, item.get("common_name")])


def _short(issuer: str) -> str:
    """The common name of `C=ZZ, O=Example, CN=Example CA 1`, else the whole of it."""
    parts = [part.strip() for part in issuer.split(",")]
    return next((part[3:] for part in parts if part.startswith("CN=")), issuer) or issuer
