"""CIRCL passive DNS and passive SSL: what a name or an address was seen with. For partners alone.

Both answer by lines of JSON or one object, with a name and a password (Basic authentication).
"""

import base64
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.certificates import certificates_setting, check_wanted
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    KeyNeed,
    SecretSlot,
    Setting,
    Source,
)
from backend.sources.json_fields import (
    expected_table,
    expected_texts,
    moment,
    table,
    text,
    texts,
    whole,
)

MISS_STATUS = 404
RECORDS_AT_MOST = 500
SECRETS = (
    SecretSlot(name="user", help="Name of the account that CIRCL gave you."),
    SecretSlot(name="password", help="Its password."),
)
# Without it CIRCL may ask the name's own servers, and then asking is not passive.
NO_ACTIVE_QUERY = {"dribble-disable-active-query": "1"}
ASKING = "https://www.circl.lu/services/"


def _authorization(ctx: Context) -> dict[str, str]:
    pair = f"{ctx.secrets['user']}:{ctx.secrets['password']}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


class PassiveDns(Source):
    """Looks a name or an address up in passive DNS (Common Output Format)."""

    slug = "circl-pdns"
    name = "CIRCL passive DNS"
    provider = "CIRCL"
    description = "DNS records that were seen of a name, or that pointed at an address, and when."
    url = "https://www.circl.lu/services/passive-dns/"
    kinds = frozenset({Kind.DOMAIN, Kind.IPV4, Kind.IPV6})
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = ASKING
    secrets = SECRETS
    settings = (
        Setting(
            name="base_url",
            default="https://www.circl.lu/pdns/query",
            help="Address of the service, or of a proxy that stands before it.",
        ),
    )
    tags = ("dns",)
    cache_seconds = 12 * 3600
    reliability = 80
    terms = "For trusted partners of CIRCL, who ask for an account."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with the records; not found when none was seen."""
        base = ctx.base
        url = f"{base}/{quote(indicator.data, safe=':')}"
        try:
            lines = await ctx.http.get_text(url, headers={**_authorization(ctx), **NO_ACTIVE_QUERY})
        except HttpStatusError as error:
            # Its miss has no words; a page that is not there has.
            if error.status == MISS_STATUS and not error.body.strip():
                return not_found()
            raise
        records = list(_records(lines))
        if not records:
            return not_found()
        firsts = [time for record in records if (time := moment(record.get("time_first")))]
        lasts = [time for record in records if (time := moment(record.get("time_last")))]
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            confidence=80,
            first_seen=min(firsts, default=None),
            last_seen=max(lasts, default=None),
            links=(Link("CIRCL passive DNS", self.url),),
            elements=(Element(ElementKind.TABLE, "Records", _table(records)),),
            raw=[dict(record) for record in records[:RECORDS_AT_MOST]],
        )


def _records(lines: str) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(lines.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = table(msgspec.json.decode(line))
        except (msgspec.DecodeError, RecursionError):
            record = {}
        if not text(record.get("rrtype")):
            detail = f"CIRCL passive DNS: line {number} of the answer is no record"
            raise SourceError(FailureKind.INVALID_ANSWER, detail)
        yield record


def _table(records: list[Mapping[str, Any]]) -> dict[str, Any]:
    rows = []
    for record in records[:RECORDS_AT_MOST]:
        times = [moment(record.get(name)) for name in ("time_first", "time_last")]
        rows.append(
            [
                text(record.get("rrname")),
                text(record.get("rrtype")),
                text(record.get("rdata")),
                whole(record.get("count")),
                *(f"{time:%Y-%m-%d}" if time else "" for time in times),
            ]
        )
    return {"columns": ["Name", "Type", "Value", "Count", "First", "Last"], "rows": rows}


class PassiveSsl(Source):
    """Looks up which certificates an address showed, or where a certificate was seen."""

    slug = "circl-pssl"
    name = "CIRCL passive SSL"
    provider = "CIRCL"
    description = (
        "Certificates that an address showed, and by choice the addresses that showed a "
        "certificate, by its SHA-1."
    )
    url = "https://www.circl.lu/services/passive-ssl/"
    kinds = frozenset({Kind.IPV4, Kind.SHA1})
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = ASKING
    secrets = SECRETS
    settings = (
        Setting(
            name="base_url",
            default="https://www.circl.lu/v2pssl",
            help="Address of the service, or of a proxy that stands before it.",
        ),
        certificates_setting(Kind.SHA1),
    )
    tags = ("certificates",)
    cache_seconds = 24 * 3600
    reliability = 80
    terms = "For trusted partners of CIRCL, who ask for an account."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with certificates or addresses; not found when none was seen.

        Raises:
            SourceSkippedError: a hash, and `certificates` is off.
        """
        if indicator.kind == Kind.SHA1:
            check_wanted(indicator, ctx)
        base = ctx.base
        path = "cquery" if indicator.kind == Kind.SHA1 else "query"
        try:
            content = await ctx.http.get_bytes(
                f"{base}/{path}/{indicator.data}", headers=_authorization(ctx)
            )
        except HttpStatusError as error:
            if error.status == MISS_STATUS and not error.body.strip():
                return not_found()
            raise
        if not content.strip():
            return not_found()
        body = _decoded(content)
        elements = tuple(_seen(indicator, body)) if body else ()
        if not elements:
            return not_found(raw=dict(body))
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            confidence=80,
            links=(Link("CIRCL passive SSL", self.url),),
            elements=elements,
            raw=dict(body),
        )


def _decoded(content: bytes) -> Mapping[str, Any]:
    try:
        return expected_table(msgspec.json.decode(content), "CIRCL passive SSL")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        detail = f"CIRCL passive SSL answered no JSON: {error}"
        raise SourceError(FailureKind.INVALID_ANSWER, detail) from None


def _seen(indicator: Indicator, found: Mapping[str, Any]) -> Iterator[Element]:
    """What an answer has that is not empty. Errors as `expected_table`."""
    if indicator.kind == Kind.SHA1:
        who = "CIRCL passive SSL (seen)"
        if addresses := expected_texts(found.get("seen"), who, at_most=RECORDS_AT_MOST):
            yield Element(
                ElementKind.NUMBER, "Addresses", whole(found.get("hits")) or len(addresses)
            )
            yield Element(ElementKind.LIST, "Seen at", addresses)
        return
    shown = expected_table(found.get(indicator.data), "CIRCL passive SSL (the address)")
    who = "CIRCL passive SSL (certificates)"
    certificates = expected_texts(shown.get("certificates"), who, at_most=RECORDS_AT_MOST)
    if certificates:
        subjects = table(shown.get("subjects"))
        rows = [
            [sha1, ", ".join(texts(table(subjects.get(sha1)).get("values")))]
            for sha1 in certificates
        ]
        columns = ["SHA-1", "Subject"]
        yield Element(ElementKind.TABLE, "Certificates", {"columns": columns, "rows": rows})
