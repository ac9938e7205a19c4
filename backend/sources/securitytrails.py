"""SecurityTrails: DNS of a domain now, and the addresses that it had before."""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    KeyNeed,
    Limit,
    SecretSlot,
    Setting,
    Source,
    base_url,
)
from backend.sources.json_fields import (
    error_body,
    expected_table,
    expected_tables,
    tables,
    text,
    texts,
    time_of,
)

MISS_STATUS = 404
VALUES = ("ip", "ipv6", "host", "hostname", "nameserver", "value", "email")
ROWS_AT_MOST = 200


class SecurityTrails(Source):
    """Looks a domain up: one question, or two with the history."""

    slug = "securitytrails"
    name = "SecurityTrails"
    provider = "Recorded Future"
    description = "DNS records of a domain, and by choice the addresses that it had before."
    url = "https://docs.securitytrails.com/reference"
    kinds = frozenset({Kind.DOMAIN})
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://securitytrails.com/app/account/credentials"
    secrets = (SecretSlot(name="api_key", help="API key of an account at SecurityTrails."),)
    settings = (
        base_url("https://api.securitytrails.com/v1"),
        Setting(
            name="history",
            default=False,
            help="Ask for the addresses that it had before too, which costs a second question.",
        ),
    )
    tags = ("dns",)
    cache_seconds = 7 * 24 * 3600
    limits = (Limit(count=50, seconds=30 * 24 * 3600),)
    reliability = 70
    terms = "The free plan has 50 questions a month."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with the records; not found for a domain that it does not know."""
        base = ctx.base
        headers = {"APIKEY": ctx.secrets["api_key"]}
        try:
            body = await ctx.http.get_json(f"{base}/domain/{indicator.data}", headers=headers)
        except HttpStatusError as error:
            if error.status == MISS_STATUS and error_body(error.body):
                return not_found()
            raise
        domain = expected_table(body, "SecurityTrails")
        current = expected_table(domain.get("current_dns"), "SecurityTrails (current_dns)")
        past: list[Mapping[str, Any]] = []
        if ctx.settings["history"]:
            url = f"{base}/history/{indicator.data}/dns/a"
            history = expected_table(
                await ctx.http.get_json(url, headers=headers), "SecurityTrails"
            )
            past = expected_tables(history.get("records"), "SecurityTrails (records)")
        rows = list(_records(current))
        if not rows and not past:
            return not_found(raw=body)
        firsts = [time for record in past if (time := time_of(record.get("first_seen")))]
        lasts = [time for record in past if (time := time_of(record.get("last_seen")))]
        page = f"https://securitytrails.com/domain/{indicator.data}/dns"
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            confidence=70,
            first_seen=min(firsts, default=None),
            last_seen=max(lasts, default=None),
            links=(Link("SecurityTrails", page),),
            elements=tuple(_elements(domain, rows, past)),
            raw={"domain": body, "history": [dict(record) for record in past]},
        )


def _records(current: Mapping[str, Any]) -> Iterator[list[str]]:
    """Type, value and day of each current record."""
    for kind, group in current.items():
        if not isinstance(group, dict):
            continue
        for item in tables(group.get("values")):
            value = next((found for name in VALUES if (found := text(item.get(name)))), "")
            if value:
                yield [text(kind).upper(), value, text(group.get("first_seen"))]


def _elements(
    domain: Mapping[str, Any], rows: list[list[str]], past: list[Mapping[str, Any]]
) -> Iterator[Element]:
    if rows:
        columns = ["Type", "Value", "Since"]
        shown = {"columns": columns, "rows": rows[:ROWS_AT_MOST]}
        yield Element(ElementKind.TABLE, "Records", shown)
    before = [
        [
            text(value.get("ip")),
            *(text(record.get(name)) for name in ("first_seen", "last_seen")),
            ", ".join(texts(record.get("organizations"))),
        ]
        for record in past
        for value in tables(record.get("values"))
    ]
    if before:
        columns = ["Address", "From", "Until", "Organisation"]
        shown = {"columns": columns, "rows": before[:ROWS_AT_MOST]}
        yield Element(ElementKind.TABLE, "Addresses before", shown)
    if rank := text(domain.get("alexa_rank")):
        yield Element(ElementKind.TEXT, "Rank", rank)
