"""ThreatFox: servers, names, URLs and files of malware, as its community reports them."""

from typing import Any

from backend.models.answers import Answer, FailureKind, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.abuse_ch import AUTH_KEY, KEY_URL, PROVIDER, TERMS, ask, base_url, refusal
from backend.sources.contract import Activity, Context, KeyNeed, Source
from backend.sources.feed_urls import url_key
from backend.sources.json_fields import tables
from backend.sources.threatfox_iocs import Found, answer, concerns

MISS = frozenset({"no_result", "no_results"})
HASHES = frozenset({Kind.MD5, Kind.SHA256})


class ThreatFox(Source):
    """Asks ThreatFox's API."""

    slug = "threatfox"
    name = "ThreatFox"
    provider = PROVIDER
    description = (
        "Indicators of malware that a community reports: control servers, names, URLs, files. "
        "What is older than six months is forgotten there; the source ThreatFox feed keeps it."
    )
    url = "https://threatfox.abuse.ch/api/"
    kinds = frozenset(
        {Kind.IPV4, Kind.IPV6, Kind.DOMAIN, Kind.URL, Kind.MD5, Kind.SHA1, Kind.SHA256}
    )
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = KEY_URL
    secrets = (AUTH_KEY,)
    settings = (base_url("https://threatfox-api.abuse.ch/api/v1"),)
    tags = ("malware", "c2")
    cache_seconds = 3600
    reliability = 80
    terms = TERMS

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS from a confidence of 50 on, else SUSPICIOUS."""
        url = f"{str(ctx.settings['base_url']).rstrip('/')}/"
        status, body = await ask(ctx, url, "ThreatFox", json=_question(indicator))
        if status in MISS:
            return not_found()
        if status != "ok":
            raise refusal(status, "ThreatFox")
        data = body.get("data")
        if not isinstance(data, list):
            raise SourceError(
                FailureKind.INVALID_ANSWER, "ThreatFox answered without a list of indicators"
            )
        found = [
            Found(entry=entry, exact=exact)
            for entry in tables(data)
            if (exact := _exact(entry, indicator)) is not None
        ]
        return answer(indicator.kind, found) if found else not_found(raw=dict(body))


def _question(indicator: Indicator) -> dict[str, Any]:
    """An address is listed with a port, and a URL in the form that its reporter gave it."""
    if indicator.kind in HASHES:
        return {"query": "search_hash", "hash": indicator.data}
    loose = indicator.kind in (Kind.IPV4, Kind.IPV6, Kind.URL)
    term = indicator.data
    if indicator.kind == Kind.URL:
        term = (url_key(term) or term).rstrip("/")
    return {"query": "search_ioc", "search_term": term, "exact_match": not loose}


def _exact(entry: Any, indicator: Indicator) -> bool | None:
    """A file's hash leads to the indicators of that file, whatever hash they have."""
    return True if indicator.kind in HASHES else concerns(entry, indicator)
