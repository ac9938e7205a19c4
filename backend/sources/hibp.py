"""Have I Been Pwned: the breaches, pastes and stealers' logs that an e-mail address is in."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

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
from backend.sources.hibp_facts import PROVIDER, elements, has_passwords, kept, links, tags, times
from backend.sources.json_fields import (
    error_body,
    expected_tables,
    key_values,
    text,
    texts,
    time_of,
    whole,
)

NOT_PWNED = 404
ROWS_AT_MOST = 100


class Hibp(Source):
    """Asks Have I Been Pwned about an e-mail address."""

    slug = "hibp"
    name = "Have I Been Pwned"
    provider = PROVIDER
    description = (
        "Breaches and pastes that an e-mail address is in. The address leaves this site when it is "
        "asked about, so that this source is switched off at first; its key is paid for."
    )
    url = "https://haveibeenpwned.com/API/v3"
    kinds = frozenset({Kind.EMAIL})
    activity = Activity.PASSIVE
    key = KeyNeed.PAID_KEY
    key_url = "https://haveibeenpwned.com/API/Key"
    secrets = (SecretSlot(name="api_key", help="API key of a subscription."),)
    settings = (
        base_url("https://haveibeenpwned.com/api/v3"),
        Setting(name="pastes", default=True, help="Ask for pastes too: one more question."),
        Setting(
            name="stealer_logs",
            default=False,
            help="Ask for stealers' logs too, which needs one of the larger subscriptions.",
        ),
    )
    tags = ("breaches",)
    enabled = False
    cache_seconds = 7 * 24 * 3600
    # The smallest subscription allows ten a minute, and an address takes two.
    limits = (Limit(count=5, seconds=60),)
    reliability = 90
    terms = "By subscription; what it tells is CC BY 4.0 and must name Have I Been Pwned."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with what is exposed; not found for an address in nothing."""
        query = {"truncateResponse": "false", "includeUnverified": "true"}
        breaches = expected_tables(await _ask(ctx, "breachedaccount", indicator, query), PROVIDER)
        pastes: list[Mapping[str, Any]] = []
        if ctx.settings["pastes"]:
            pastes = expected_tables(await _ask(ctx, "pasteaccount", indicator), PROVIDER)
        stolen: list[str] = []
        if ctx.settings["stealer_logs"]:
            stolen = texts(await _ask(ctx, "stealerlogsbyemail", indicator))
        if not (breaches or pastes or stolen):
            return not_found()
        dates = times(breaches) + [t for p in pastes if (t := time_of(p.get("Date")))]
        named = tags(breaches) + (["pasted"] if pastes else [])
        if stolen:
            named.append("stealer-log")
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            score=_score(breaches, pastes, stolen),
            confidence=90,
            tags=tuple(dict.fromkeys(named)),
            first_seen=min(dates, default=None),
            last_seen=max(dates, default=None),
            links=(Link(PROVIDER, "https://haveibeenpwned.com/"), *links(breaches)),
            elements=tuple(_elements(breaches, pastes, stolen)),
            raw={
                "breaches": [kept(breach) for breach in breaches],
                "pastes": [dict(paste) for paste in pastes],
                "stealerLogs": stolen,
            },
        )


async def _ask(
    ctx: Context, path: str, indicator: Indicator, query: Mapping[str, str] | None = None
) -> Any:
    """What one question is answered; an empty list where the address is in nothing."""
    base = ctx.base
    url = f"{base}/{path}/{quote(indicator.data, safe='')}"
    try:
        return await ctx.http.get_json(
            url, params=query, headers={"hibp-api-key": ctx.secrets["api_key"]}
        )
    except HttpStatusError as error:
        # Its own miss has no page with it.
        if error.status == NOT_PWNED and not error.body.lstrip().startswith("<"):
            return []
        raise error.saying(text(error_body(error.body).get("message"))) from None


def _score(
    breaches: list[Mapping[str, Any]], pastes: list[Mapping[str, Any]], stolen: list[str]
) -> int:
    """How much is exposed: passwords weigh most."""
    score = 10 + 5 * len(breaches) + 2 * len(pastes)
    score += 30 if has_passwords(breaches) else 0
    score += 40 if stolen else 0
    return min(score, 100)


def _elements(
    breaches: list[Mapping[str, Any]], pastes: list[Mapping[str, Any]], stolen: list[str]
) -> Iterator[Element]:
    counts = {
        "Breaches": len(breaches),
        "Pastes": len(pastes),
        "Sites in stealers' logs": len(stolen),
    }
    yield Element(ElementKind.KEY_VALUES, "Exposure", key_values(counts))
    yield Element(ElementKind.BOOLEAN, "Passwords leaked", has_passwords(breaches))
    yield from elements(breaches)
    rows = [
        [
            *(text(paste.get(name)) for name in ("Source", "Title", "Date")),
            whole(paste.get("EmailCount")),
        ]
        for paste in pastes[:ROWS_AT_MOST]
    ]
    if rows:
        columns = ["Where", "Title", "Date", "Addresses"]
        yield Element(ElementKind.TABLE, "Pastes", {"columns": columns, "rows": rows})
    if stolen:
        yield Element(ElementKind.LIST, "Sites in stealers' logs", stolen)
