"""urlscan.io: has a page scanned, which fetches it: whoever serves it sees that.

A scan is asked for once and never again; what is repeated is only the question for its result,
which is answered by 404 until the scan has ended.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import (
    Answer,
    Element,
    ElementKind,
    FailureKind,
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
    Setting,
    Source,
)
from backend.sources.json_fields import key_values, table, tables, text, texts, whole
from backend.sources.urlscan import (
    BAD_REQUEST,
    BASE_URL,
    KEY_URL,
    PROVIDER,
    TERMS,
    brands,
    failure,
    headers,
    is_legitimate,
    key_slot,
    level_of,
    page_elements,
    refusal,
    when,
)

VISIBILITIES = ("private", "unlisted", "public")
UUID = re.compile(r"^[0-9A-Za-z-]{1,64}$")
NOT_READY = 404
NO_SUCH_NAME = "DNS Error"
# Some of the deadline is left to say that the scan took too long.
LEFT_SECONDS = 2.0
SHORTEST_WAIT_SECONDS = 0.05
DOMAINS_AT_MOST = 100


class UrlscanSubmit(Source):
    """Has a page scanned by urlscan.io and waits for the result."""

    slug = "urlscan-submit"
    name = "urlscan.io Submit"
    provider = PROVIDER
    description = (
        "Has a page opened and scanned now, which whoever serves it sees. Scans are private "
        "unless set otherwise. Addresses may have names and secrets of people in them."
    )
    url = "https://urlscan.io/docs/api/"
    kinds = frozenset({Kind.URL, Kind.DOMAIN})
    activity = Activity.ACTIVE
    key = KeyNeed.FREE_KEY
    key_url = KEY_URL
    secrets = (key_slot(required=True),)
    settings = (
        BASE_URL,
        Setting(
            name="visibility",
            default="private",
            help="Who sees a scan: private (the account), unlisted (researchers), or public "
            "(everybody: refused unless the source's activity is PUBLIC, which TLP and PAP go "
            "by).",
        ),
        Setting(name="tags", default=(), help="Tags that scans are given, at most 10."),
        Setting(
            name="first_wait_seconds",
            default=10,
            help="How long after submitting the result is asked for first.",
        ),
        Setting(
            name="wait_seconds", default=3, help="How long it is waited between questions for it."
        ),
    )
    tags = ("reputation", "scans")
    terms = TERMS
    deadline_seconds = 180.0
    cache_seconds = 24 * 3600
    limits = (Limit(count=50, seconds=24 * 3600),)
    reliability = 75
    enabled = False

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """The verdict on the page as it is now; not found when its name has no address."""
        ends = asyncio.get_running_loop().time() + ctx.deadline_seconds - LEFT_SECONDS
        base = ctx.base
        try:
            uuid = await _submit(base, indicator.data, ctx)
        except HttpStatusError as error:
            if error.status == BAD_REQUEST and NO_SUCH_NAME in error.detail:
                return not_found()
            raise
        result = await _result(base, uuid, ctx, ends)
        overall = table(table(result.get("verdicts")).get("overall"))
        if not table(result.get("task")) or not table(result.get("verdicts")):
            raise SourceError(
                FailureKind.INVALID_ANSWER,
                f"the result of {base} has no task or no verdicts; is it urlscan's API?",
            )
        return _answer(result, overall, uuid)


async def _submit(base: str, url: str, ctx: Context) -> str:
    """The scan's identifier. Whatever fails here is not tried again."""
    visibility = str(ctx.settings["visibility"])
    if visibility not in VISIBILITIES:
        raise SourceError(
            FailureKind.REQUEST_ERROR,
            f"the setting visibility is {visibility!r}: set private, unlisted or public",
        )
    if visibility == "public" and ctx.activity is not Activity.PUBLIC:
        raise SourceError(
            FailureKind.REQUEST_ERROR,
            "everybody would see the scan, and nothing keeps an investigation that must not be "
            "seen from it: set the source's activity to PUBLIC, or its visibility to private",
        )
    sent: dict[str, Any] = {"url": url, "visibility": visibility}
    if tags := list(ctx.settings["tags"]):
        sent["tags"] = tags
    try:
        body = await ctx.http.post_json(f"{base}/scan", json=sent, headers=headers(ctx.secrets))
    except HttpStatusError as error:
        raise failure(error) from None
    uuid = text(table(body).get("uuid"))
    if UUID.match(uuid):
        return uuid
    if said := refusal(table(body)):
        raise SourceError(FailureKind.REQUEST_ERROR, f"urlscan does not scan it: {said}")
    raise SourceError(
        FailureKind.INVALID_ANSWER, f"the answer of {base}/scan has no uuid; is it urlscan's API?"
    )


async def _result(base: str, uuid: str, ctx: Context, ends: float) -> Mapping[str, Any]:
    """The scan's result, as soon as there is one."""
    now = asyncio.get_running_loop().time
    first, between = (
        max(float(ctx.settings[name]), SHORTEST_WAIT_SECONDS)
        for name in ("first_wait_seconds", "wait_seconds")
    )
    pause = first
    while now() + pause < ends:
        await asyncio.sleep(pause)
        pause = between
        try:
            return table(
                await ctx.http.get_json(f"{base}/result/{uuid}/", headers=headers(ctx.secrets))
            )
        except HttpStatusError as error:
            if error.status == NOT_READY:
                continue
            # The scan goes on while the server, or a limit, lets nobody look at it.
            if not error.passing and error.kind is not FailureKind.RATE_LIMITED:
                raise failure(error) from None
            pause = max(between, error.retry_after_seconds or 0.0)
        except SourceError as error:
            if not error.passing:
                raise
    raise SourceError(
        FailureKind.TIMEOUT,
        f"the scan {uuid} was submitted and has not ended yet: look at "
        f"https://urlscan.io/result/{uuid}/, or give the source more time",
    )


def _answer(result: Mapping[str, Any], overall: Mapping[str, Any], uuid: str) -> Answer:
    level, score = level_of(overall)
    task = table(result.get("task"))
    scanned = when(task.get("time"))
    tags = texts(overall.get("tags"))
    if is_legitimate(overall):
        tags.append("urlscan-legitimate")
    page = text(task.get("reportURL")) or f"https://urlscan.io/result/{uuid}/"
    return Answer(
        found=True,
        verdict=level,
        score=score,
        tags=tuple(tags),
        last_seen=scanned,
        links=(Link("urlscan.io", page),),
        elements=tuple(_elements(result, overall)),
        raw={name: result.get(name) for name in ("task", "page", "verdicts", "lists", "stats")},
    )


def _elements(result: Mapping[str, Any], overall: Mapping[str, Any]) -> Iterator[Element]:
    level, _ = level_of(overall)
    if (score := whole(overall.get("score"))) is not None:
        yield Element(ElementKind.NUMBER, "urlscan's score (-100 to 100)", score, level)
    if imitated := brands(overall):
        yield Element(ElementKind.TAGS, "Brands", imitated)
    if categories := texts(overall.get("categories")):
        yield Element(ElementKind.TAGS, "Categories", categories)
    yield from page_elements(table(result.get("page")))
    task = table(result.get("task"))
    if screenshot := text(task.get("screenshotURL")):
        value = {"label": "Screenshot", "url": screenshot}
        yield Element(ElementKind.LINK, "Screenshot", value)
    yield Element(
        ElementKind.KEY_VALUES,
        "Scan",
        key_values({"Submitted": task.get("url"), "Visibility": task.get("visibility")}),
    )
    lists = table(result.get("lists"))
    for label, name in (("Domains", "domains"), ("Addresses", "ips"), ("Countries", "countries")):
        if values := texts(lists.get(name), at_most=DOMAINS_AT_MOST):
            yield Element(ElementKind.LIST, label, values)
    certificates = [
        [text(c.get("subjectName")), text(c.get("issuer"))]
        for c in tables(lists.get("certificates"))[:DOMAINS_AT_MOST]
    ]
    if certificates:
        columns = ["Subject", "Issuer"]
        found = {"columns": columns, "rows": certificates}
        yield Element(ElementKind.TABLE, "Certificates", found)
