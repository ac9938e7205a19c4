"""Internet Archive: since when, and how often, its Wayback Machine has kept a page or a site.

Two services: `available` names the newest capture, CDX lists them (one a line, or as JSON with a
header). CDX's list has broken rows now and then, which cost nothing but themselves.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

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
    Limit,
    Setting,
    Source,
)
from backend.sources.json_fields import key_values, shown_time, table, text

FIELDS = ("timestamp", "original", "statuscode", "mimetype", "digest")
TIMESTAMP = re.compile(r"^\d{14}$")
DIGEST = re.compile(r"^[A-Z2-7]{32}$")
WAYBACK = "https://web.archive.org/web"
BLOCKED = ("Blocked Site Error", "AdministrativeAccessControlException", "RobotAccessControl")
"""How the archive says that a site's owner does not want it shown."""

NOT_LET = 403
ROWS_AT_MOST = 50
LONGEST_LINE = 4096


@dataclass(frozen=True, kw_only=True)
class Capture:
    """A page as it was kept at a time."""

    time: datetime
    original: str
    status: str = ""
    mime: str = ""
    digest: str = ""

    @property
    def page(self) -> str:
        """Where it is shown."""
        return f"{WAYBACK}/{self.time:%Y%m%d%H%M%S}/{self.original}"


class InternetArchive(Source):
    """Looks a page, or all pages of a name, up in the Wayback Machine."""

    slug = "internet-archive"
    name = "Internet Archive"
    provider = "Internet Archive"
    description = (
        "Since when the Wayback Machine has kept a page, or anything of a domain, and what it was "
        "like: how old a site is. It only looks up; nothing is archived."
    )
    url = "https://archive.org/help/wayback_api.php"
    kinds = frozenset({Kind.URL, Kind.DOMAIN})
    activity = Activity.PASSIVE
    tags = ("history",)
    terms = "Free to use; the archive asks for no more than about one question a second."
    known = Indicator("example.com", Kind.DOMAIN)
    settings = (
        Setting(
            name="base_url",
            default="https://archive.org",
            help="Address of the availability service (/wayback/available), or of a proxy.",
        ),
        Setting(
            name="cdx_url",
            default="https://web.archive.org/cdx/search/cdx",
            help="Address of the list of captures; empty: only the newest capture is looked up.",
        ),
        Setting(
            name="captures",
            default=10,
            help="How many captures are listed from each end, oldest and newest.",
        ),
    )
    deadline_seconds = 30.0
    cache_seconds = 24 * 3600
    # Each look-up asks up to three times.
    limits = (Limit(count=20, seconds=60),)
    reliability = 80

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL; first and last seen are the oldest and newest captures."""
        base = ctx.base
        closest = _closest(
            base,
            await ctx.http.get_json(f"{base}/wayback/available", params={"url": indicator.data}),
        )
        cdx = str(ctx.settings["cdx_url"])
        many = max(1, int(ctx.settings["captures"]))
        captures: list[Capture] = []
        if cdx:
            captures += await _captures(cdx, indicator, many, closest, ctx)
            # Fewer than were asked for are all that there are.
            if len(captures) >= many:
                captures += await _captures(cdx, indicator, -many, closest, ctx)
        known = sorted(
            dict.fromkeys([*captures, *([closest] if closest and not captures else [])]),
            key=lambda capture: capture.time,
        )
        return _answer(indicator, known, closest) if known else not_found()


def _closest(base: str, body: Any) -> Capture | None:
    """The newest capture, None when there is none; an answer without the word is another's."""
    snapshots = table(body).get("archived_snapshots")
    if not isinstance(snapshots, dict):
        raise SourceError(
            FailureKind.INVALID_ANSWER,
            f"the answer of {base} has no archived_snapshots; is it the Internet Archive's API?",
        )
    closest = table(snapshots.get("closest"))
    time = _time(text(closest.get("timestamp")))
    if closest.get("available") is not True or time is None:
        return None
    _, _, original = text(closest.get("url")).partition(f"/{text(closest.get('timestamp'))}/")
    return Capture(time=time, original=original, status=text(closest.get("status")))


async def _captures(
    cdx: str, indicator: Indicator, limit: int, closest: Capture | None, ctx: Context
) -> list[Capture]:
    """The oldest captures, or with a limit below zero the newest.

    None of a site that must not be shown, if the newest capture of it is known all the same.
    """
    params = {
        "url": indicator.data,
        "output": "json",
        "fl": ",".join(FIELDS),
        "collapse": "digest",
        "matchType": "domain" if indicator.kind == Kind.DOMAIN else "exact",
        "limit": str(limit),
    }
    try:
        body = await ctx.http.get_text(cdx, params=params)
    except HttpStatusError as error:
        if error.status != NOT_LET or not _is_blocked(error.body):
            raise
        body = error.body
    if not _is_blocked(body):
        return read_captures(body)
    if closest:
        return []
    raise HttpStatusError(
        FailureKind.REQUEST_ERROR,
        "the archive does not show this site: its owner, or the archive, has blocked it",
        status=NOT_LET,
    )


def _is_blocked(body: str) -> bool:
    return any(word in body[:LONGEST_LINE] for word in BLOCKED)


def read_captures(body: str) -> list[Capture]:
    """The captures of CDX's answer, as JSON or one a line, without the rows that are broken.

    Raises:
        SourceError: INVALID_ANSWER, there is no good row among those that are there.
    """
    rows = list(_rows(body))
    captures = [capture for row in rows if (capture := _capture(row)) is not None]
    if rows and not captures:
        raise SourceError(
            FailureKind.INVALID_ANSWER,
            "the list of captures has no row that can be read; is cdx_url a CDX server?",
        )
    return captures


def _rows(body: str) -> Iterator[Mapping[str, str]]:
    if body.lstrip().startswith("["):
        yield from _json_rows(body)
        return
    for line in body.splitlines():
        words = line[:LONGEST_LINE].split()
        if not words:
            break  # what follows an empty line is where the next page begins
        # urlkey timestamp original mimetype statuscode digest length
        names = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
        yield dict(zip(names, words, strict=False))


def _json_rows(body: str) -> Iterator[Mapping[str, str]]:
    try:
        lines = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(
            FailureKind.INVALID_ANSWER, f"the list of captures is no JSON: {error}"
        ) from None
    header, *rows = lines or [[]]
    names = [text(name) for name in header] if isinstance(header, list) else []
    for row in rows:
        if not row:
            break
        fields = row if isinstance(row, list) else []
        yield dict(zip(names, map(text, fields), strict=False))


def _capture(row: Mapping[str, str]) -> Capture | None:
    time, original = _time(row.get("timestamp", "")), row.get("original", "")
    if time is None or "://" not in original:
        return None
    status, digest = row.get("statuscode", ""), row.get("digest", "")
    return Capture(
        time=time,
        original=text(original),
        status=status if status.isdecimal() else "",
        mime=row.get("mimetype", ""),
        digest=digest if DIGEST.match(digest) else "",
    )


def _time(stamp: str) -> datetime | None:
    if not TIMESTAMP.match(stamp):
        return None
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _answer(indicator: Indicator, known: list[Capture], closest: Capture | None) -> Answer:
    newest = max([*known, *([closest] if closest else [])], key=lambda capture: capture.time)
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        first_seen=known[0].time,
        last_seen=newest.time,
        links=(
            Link("Wayback Machine", f"{WAYBACK}/*/{indicator.data}"),
            Link("Newest capture", newest.page),
        ),
        elements=tuple(_elements(known, newest)),
        raw=[_raw(capture) for capture in known],
    )


def _elements(known: list[Capture], newest: Capture) -> Iterator[Element]:
    yield Element(ElementKind.DATE, "Oldest capture", shown_time(known[0].time))
    yield Element(ElementKind.DATE, "Newest capture", shown_time(newest.time))
    if facts := key_values({"Status": newest.status, "Type": newest.mime, "URL": newest.original}):
        yield Element(ElementKind.KEY_VALUES, "Newest", facts)
    rows = [
        [shown_time(c.time), c.original, c.status, c.mime, c.page] for c in known[:ROWS_AT_MOST]
    ]
    columns = ["Time", "URL", "Status", "Type", "Page"]
    yield Element(ElementKind.TABLE, "Captures", {"columns": columns, "rows": rows})


def _raw(capture: Capture) -> dict[str, str]:
    return {
        "time": shown_time(capture.time),
        "original": capture.original,
        "status": capture.status,
        "mime": capture.mime,
        "digest": capture.digest,
    }
