"""URLhaus: URLs that give out malware, the hosts that they are at, and the files that they gave."""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.abuse_ch import (
    AUTH_KEY,
    KEY_URL,
    PROVIDER,
    TERMS,
    ask,
    base_url,
    refusal,
    url_verdict,
)
from backend.sources.contract import Activity, Context, KeyNeed, Source
from backend.sources.feed_tables import words
from backend.sources.json_fields import key_values, table, tables, text, time_of, whole

QUESTIONS = {
    Kind.URL: ("url", "url"),
    Kind.DOMAIN: ("host", "host"),
    Kind.IPV4: ("host", "host"),
    Kind.MD5: ("payload", "md5_hash"),
    Kind.SHA256: ("payload", "sha256_hash"),
}
"""The path of a question, and the field that the value goes into."""

MISS = "no_results"
ROWS_AT_MOST = 100
# Somebody broke in: the name itself is of a site that means no harm.
BROKEN_INTO = "abused_legit"


class Urlhaus(Source):
    """Asks URLhaus's API."""

    slug = "urlhaus"
    name = "URLhaus"
    provider = PROVIDER
    description = (
        "URLs that give out malware, with the files that they gave: by URL, host or file's hash."
    )
    url = "https://urlhaus.abuse.ch/api/"
    kinds = frozenset(QUESTIONS)
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = KEY_URL
    secrets = (AUTH_KEY,)
    settings = (base_url("https://urlhaus-api.abuse.ch/v1"),)
    tags = ("malware", "urls")
    cache_seconds = 3600
    reliability = 85
    terms = TERMS

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS for what is listed; a host whose URLs are all offline is SUSPICIOUS."""
        path, field = QUESTIONS[Kind(indicator.kind)]
        url = f"{str(ctx.settings['base_url']).rstrip('/')}/{path}/"
        status, body = await ask(ctx, url, "URLhaus", form={field: indicator.data})
        if status == MISS:
            return not_found()
        if status != "ok":
            raise refusal(status, "URLhaus")
        level, score = url_verdict(_statuses(path, body), exact=path != "host")
        if level is Level.MALICIOUS and _is_broken_into(body):
            level, score = Level.SUSPICIOUS, 60
        listed = [*tables(body.get("urls")), body]
        return Answer(
            found=True,
            verdict=level,
            score=score,
            confidence=90,
            tags=tuple(dict.fromkeys(tag for item in listed for tag in _tags(item))),
            families=tuple(_families(body)),
            first_seen=_first(body, listed),
            last_seen=_last(body, listed),
            links=_links(body, indicator),
            elements=tuple(_elements(path, body, level)),
            raw=dict(body),
        )


def _statuses(path: str, body: Mapping[str, Any]) -> list[str]:
    if path == "url":
        return [text(body.get("url_status"))]
    return [text(item.get("url_status")) for item in tables(body.get("urls"))]


def _is_broken_into(body: Mapping[str, Any]) -> bool:
    return text(table(body.get("blacklists")).get("spamhaus_dbl")).startswith(BROKEN_INTO)


def _tags(item: Mapping[str, Any]) -> list[str]:
    return [*filter(None, [text(item.get("threat"))]), *words(item.get("tags"))]


def _families(body: Mapping[str, Any]) -> list[str]:
    files = [body, *tables(body.get("payloads"))]
    return list(dict.fromkeys(filter(None, (text(item.get("signature")) for item in files))))


def _first(body: Mapping[str, Any], listed: list[Mapping[str, Any]]) -> Any:
    own = time_of(body.get("firstseen"))
    times = [
        t for i in listed if (t := time_of(i.get("date_added")) or time_of(i.get("firstseen")))
    ]
    return own or min(times, default=None)


def _last(body: Mapping[str, Any], listed: list[Mapping[str, Any]]) -> Any:
    own = time_of(body.get("lastseen"))
    names = ("last_online", "lastseen", "date_added", "firstseen")
    times = [t for item in listed for name in names if (t := time_of(item.get(name)))]
    return own or max(times, default=None)


def _links(body: Mapping[str, Any], indicator: Indicator) -> tuple[Link, ...]:
    page = text(body.get("urlhaus_reference"))
    if not page.startswith("https://") and indicator.kind == Kind.SHA256:
        page = f"https://urlhaus.abuse.ch/browse.php?search={indicator.data}"
    return (Link("URLhaus", page),) if page.startswith("https://") else ()


def _elements(path: str, body: Mapping[str, Any], level: Level) -> Iterator[Element]:
    if path == "url":
        yield Element(ElementKind.TEXT, "Status", text(body.get("url_status")) or "unknown", level)
    else:
        count = whole(body.get("url_count")) or len(tables(body.get("urls")))
        yield Element(ElementKind.NUMBER, "URLs that gave out malware", count, level)
    facts = {
        "Host": body.get("host"),
        "Threat": body.get("threat"),
        "Added": body.get("date_added") or body.get("firstseen"),
        "Last online": body.get("last_online") or body.get("lastseen"),
        "Reporter": body.get("reporter"),
        "Spamhaus DBL": table(body.get("blacklists")).get("spamhaus_dbl"),
        "SURBL": table(body.get("blacklists")).get("surbl"),
        "File type": body.get("file_type"),
        "Size": body.get("file_size"),
        "Signature": body.get("signature"),
        "MD5": body.get("md5_hash"),
        "SHA256": body.get("sha256_hash"),
    }
    if shown := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Facts", shown)
    yield from _url_table(tables(body.get("urls")))
    yield from _file_table(tables(body.get("payloads")))


def _url_table(urls: list[Mapping[str, Any]]) -> Iterator[Element]:
    names = ("url", "url_status", "date_added", "threat")
    rows = [
        [*(text(item.get(name)) for name in names), ", ".join(words(item.get("tags")))]
        for item in urls[:ROWS_AT_MOST]
    ]
    if rows:
        columns = ["URL", "Status", "Added", "Threat", "Tags"]
        yield Element(ElementKind.TABLE, "URLs", {"columns": columns, "rows": rows})


def _file_table(files: list[Mapping[str, Any]]) -> Iterator[Element]:
    names = ("firstseen", "filename", "file_type", "signature", "response_sha256")
    rows = [
        [
            *(text(item.get(name)) for name in names),
            text(table(item.get("virustotal")).get("result")),
        ]
        for item in files[:ROWS_AT_MOST]
    ]
    if rows:
        columns = ["First seen", "Name", "Type", "Signature", "SHA256", "VirusTotal"]
        yield Element(ElementKind.TABLE, "Files", {"columns": columns, "rows": rows})
