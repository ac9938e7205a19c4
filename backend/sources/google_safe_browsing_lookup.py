"""Google Safe Browsing, asked: by prefixes of hashes, or with the whole URL where that is chosen.

https://developers.google.com/safe-browsing/reference
"""

from typing import Any

from backend.models.answers import Answer, FailureKind, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    KeyNeed,
    Limit,
    Setting,
    Source,
)
from backend.sources.json_fields import tables, text
from backend.sources.safe_browsing import (
    BASE_URL,
    KEY,
    KEY_URL,
    KINDS,
    PROVIDER,
    TERMS,
    VERDICTS,
    Prefixes,
    Threat,
    answer_of,
    ask,
    failure,
    prefix_of,
    read_urls,
)
from backend.sources.safe_browsing_urls import Canonical, NoUrlError, hashes, of_indicator

HASHES, URL, URL_V4 = "hashes", "url", "url-v4"
URL_PATHS = ("v5/urls:search", "v5alpha1/urls:search")
"""Where whole URLs are looked up; the second until the first is everywhere."""

NOT_HERE = 404


class GoogleSafeBrowsingLookup(Source):
    """Looks a URL up in Google Safe Browsing without telling which, unless set otherwise."""

    slug = "google-safe-browsing-lookup"
    name = "Google Safe Browsing Lookup"
    provider = PROVIDER
    description = (
        "Whether Google warns of a URL, a name or an address. Google is sent the first 4 bytes of "
        "hashes, which many URLs share, and not the URL, unless the setting `ask_by` says so."
    )
    url = "https://developers.google.com/safe-browsing/reference"
    kinds = KINDS
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = KEY_URL
    secrets = (KEY,)
    settings = (
        BASE_URL,
        Setting(
            name="ask_by",
            default=HASHES,
            help="hashes: the first 4 bytes of hashes are sent. url: the whole URL is sent to "
            "Google. url-v4: the same by version 4, which Google ends on 31 March 2027.",
        ),
    )
    tags = ("reputation", "phishing", "malware")
    terms = TERMS
    known = Indicator("http://testsafebrowsing.appspot.com/s/malware.html", Kind.URL)
    # About as long as answers hold; what prefixes are answered is kept for exactly as long.
    cache_seconds = 300
    limits = (Limit(count=10_000, seconds=24 * 3600),)
    reliability = 90

    def __init__(self) -> None:
        self._prefixes = Prefixes()

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS or SUSPICIOUS for what is listed; nothing is known about the others."""
        try:
            url = of_indicator(indicator)
        except NoUrlError as error:
            raise SourceError(FailureKind.REQUEST_ERROR, f"{error}, so it has no hashes") from None
        match str(ctx.settings["ask_by"]):
            case "hashes":
                matched = await self._by_hashes(url, ctx)
            case "url":
                matched = await _by_url(url, ctx)
            case "url-v4":
                matched = await _by_url_v4(url, ctx)
            case other:
                raise SourceError(
                    FailureKind.REQUEST_ERROR,
                    f"the setting ask_by is {other!r}: set hashes, url or url-v4",
                )
        return answer_of(str(url), matched) if matched else not_found()

    async def _by_hashes(self, url: Canonical, ctx: Context) -> dict[str, list[Threat]]:
        own = hashes(url)
        found = await self._prefixes.search(map(prefix_of, own), ctx)
        return {own[full]: list(said) for full, said in found.items() if full in own}


def _whole(url: Canonical) -> str:
    return f"{url}?{url.query}" if url.query else str(url)


async def _by_url(url: Canonical, ctx: Context) -> dict[str, list[Threat]]:
    base = ctx.base
    params = [("key", ctx.secrets["api_key"]), ("urls", _whole(url))]
    first, second = (f"{base}/{path}" for path in URL_PATHS)
    try:
        body = await ask(first, params, ctx.http)
    except HttpStatusError as error:
        if error.status != NOT_HERE:
            raise
        body = await ask(second, params, ctx.http)
    threats = read_urls(body)
    return {_whole(url): threats} if threats else {}


async def _by_url_v4(url: Canonical, ctx: Context) -> dict[str, list[Threat]]:
    base = ctx.base
    sent = {
        "client": {"clientId": "indicator-aggregator", "clientVersion": "1"},
        "threatInfo": {
            "threatTypes": list(VERDICTS),
            "platformTypes": ["ANY_PLATFORM"],
            "threatEntryTypes": ["URL"],
            "threatEntries": [{"url": _whole(url)}],
        },
    }
    try:
        body: Any = await ctx.http.post_json(
            f"{base}/v4/threatMatches:find", json=sent, params={"key": ctx.secrets["api_key"]}
        )
    except HttpStatusError as error:
        raise failure(error) from None
    if not isinstance(body, dict) or ("matches" not in body and body):
        raise SourceError(
            FailureKind.INVALID_ANSWER, f"the answer of {base} has no matches; is it Google's API?"
        )
    names = dict.fromkeys(text(match.get("threatType")) for match in tables(body.get("matches")))
    threats = [Threat(name=name) for name in names if name in VERDICTS]
    return {_whole(url): threats} if threats else {}
