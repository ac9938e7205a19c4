"""urlscan.io: scans of a page that others had made. It only looks up; nothing is submitted.

Without a key what is found has no verdicts, so that it only says that there were scans.
"""

from collections.abc import Iterator, Mapping
from typing import Any

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
    Activity,
    Context,
    HttpStatusError,
    KeyNeed,
    Limit,
    Source,
)
from backend.sources.json_fields import shown_time, table, tables, text, whole
from backend.sources.urlscan import (
    BASE_URL,
    KEY_URL,
    PROVIDER,
    SUSPICIOUS_SCORE,
    TERMS,
    failure,
    headers,
    is_legitimate,
    key_slot,
    level_of,
    page_elements,
    when,
)

QUESTIONS = {
    Kind.URL: "page.url:{0} OR task.url:{0}",
    Kind.DOMAIN: "page.domain:{0} OR task.domain:{0}",
    Kind.IPV4: "ip:{0}",
    Kind.IPV6: "ip:{0}",
    Kind.SHA256: "hash:{0}",
    Kind.ASN: "asn:{0}",
}
"""What is looked for by kind; `{0}` stands for the value in quotes."""

OWN = frozenset({Kind.URL, Kind.DOMAIN})
"""Kinds whose scans are about the thing itself, and not about a page that has to do with it."""

SCANS_AT_MOST = 100
SHOWN_AT_MOST = 50


class UrlscanSearch(Source):
    """Looks an indicator up among urlscan.io's scans."""

    slug = "urlscan-search"
    name = "urlscan.io Search"
    provider = PROVIDER
    description = (
        "Scans of a page, or of pages at a domain, an address or with a file, that others had "
        "made. Without a key there are no verdicts among them."
    )
    url = "https://urlscan.io/docs/search/"
    kinds = frozenset(QUESTIONS)
    activity = Activity.PASSIVE
    key = KeyNeed.NONE
    key_url = KEY_URL
    secrets = (key_slot(required=False),)
    settings = (BASE_URL,)
    tags = ("reputation", "scans")
    terms = TERMS
    known = Indicator("example.com", Kind.DOMAIN)
    cache_seconds = 6 * 3600
    # What is allowed without a key.
    limits = (Limit(count=30, seconds=60), Limit(count=500, seconds=24 * 3600))
    reliability = 70

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """The worst verdict of the scans that are found; INFORMATIONAL where they have none."""
        base = ctx.base
        question = QUESTIONS[Kind(indicator.kind)].format(_quoted(indicator.data))
        try:
            body = await ctx.http.get_json(
                f"{base}/search/",
                params={"q": question, "size": str(SCANS_AT_MOST)},
                headers=headers(ctx.secrets),
            )
        except HttpStatusError as error:
            raise failure(error) from None
        if not isinstance(table(body).get("results"), list):
            raise SourceError(
                FailureKind.INVALID_ANSWER,
                f"the answer of {base} has no results; is it urlscan's API?",
            )
        scans = tables(body["results"])
        if not scans:
            return not_found()
        return _answer(Kind(indicator.kind), scans, whole(body.get("total")) or len(scans))


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _answer(kind: Kind, scans: list[Mapping[str, Any]], total: int) -> Answer:
    level, score = _worst(kind, scans)
    times = [time for scan in scans if (time := when(table(scan.get("task")).get("time")))]
    legitimate = any(is_legitimate(table(scan.get("verdicts"))) for scan in scans)
    newest = text(scans[0].get("_id"))
    return Answer(
        found=True,
        verdict=level,
        score=score,
        tags=("urlscan-legitimate",) if legitimate else (),
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
        links=(Link("urlscan.io", f"https://urlscan.io/result/{newest}/"),) if newest else (),
        elements=tuple(_elements(scans, total)),
        raw=scans[:SHOWN_AT_MOST],
    )


def _worst(kind: Kind, scans: list[Mapping[str, Any]]) -> tuple[Level, int | None]:
    """Of pages that only have to do with an address or a file, the worst is suspicious."""
    said = [level_of(table(scan.get("verdicts"))) for scan in scans]
    for level in (Level.MALICIOUS, Level.SUSPICIOUS):
        scores = [score for found, score in said if found is level and score is not None]
        if scores and kind in OWN:
            return level, max(scores)
        if scores:
            return Level.SUSPICIOUS, SUSPICIOUS_SCORE
    return Level.INFORMATIONAL, None


def _elements(scans: list[Mapping[str, Any]], total: int) -> Iterator[Element]:
    yield Element(ElementKind.NUMBER, "Scans", total)
    malicious = sum(level_of(table(s.get("verdicts")))[0] is Level.MALICIOUS for s in scans)
    if any("verdicts" in scan for scan in scans):
        colour = Level.MALICIOUS if malicious else None
        label = f"{malicious} of the {len(scans)} newest"
        yield Element(ElementKind.TEXT, "Malicious by urlscan's verdict", label, colour)
    rows = [_row(scan) for scan in scans[:SHOWN_AT_MOST]]
    columns = ["Time", "Submitted", "Ended at", "Address", "Country", "Status", "Verdict"]
    yield Element(ElementKind.TABLE, "Newest scans", {"columns": columns, "rows": rows})
    yield from page_elements(table(scans[0].get("page")))
    if screenshot := text(scans[0].get("screenshot")):
        value = {"label": "Screenshot of the newest", "url": screenshot}
        yield Element(ElementKind.LINK, "Screenshot", value)


def _row(scan: Mapping[str, Any]) -> list[str]:
    task, page = table(scan.get("task")), table(scan.get("page"))
    time = when(task.get("time"))
    verdict = table(scan.get("verdicts"))
    return [
        shown_time(time) if time else "",
        text(task.get("url")),
        text(page.get("url")),
        text(page.get("ip")),
        text(page.get("country")),
        text(page.get("status")),
        level_of(verdict)[0].value.lower() if verdict else "",
    ]
