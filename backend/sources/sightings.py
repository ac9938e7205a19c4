"""Rows that are kept for each report that names a value, not for each value.

Feeds that only tell what is new send a report again when it changes or is withdrawn: its row is
then replaced, whatever others say of the same value. Such rows are looked up by their `host`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Context, FeedAnswer, Row
from backend.sources.json_fields import text, texts, time_of, whole

# Longer than a name can be, which is as long as what rows are looked up by may be.
KEY_AT_MOST = 200
SHOWN_AT_MOST = 100
ADDRESSES = (Kind.IPV4, Kind.IPV6, Kind.CIDR)
MALICIOUS_FROM = 70
SUSPICIOUS_FROM = 40
TLP = {"white": 0, "clear": 0, "green": 1, "amber": 2, "amber+strict": 3, "red": 4}
"""The levels of the Traffic Light Protocol, and how narrow each is."""


def key_of(value: str) -> str:
    """What a value is looked up by: itself, or its hash where it is long."""
    return value if len(value) <= KEY_AT_MOST else hashlib.sha256(value.encode()).hexdigest()


def sighting(indicator: Indicator, report: str, data: Mapping[str, Any]) -> Row:
    """The row of one value in one report.

    `data` has `title`, and as far as is known `score`, `tags`, `families`, `first`, `last` and
    `ends` (RFC 3339), `by`, `note`, `link`, and `void` for what was withdrawn.
    """
    kept = {name: value for name, value in data.items() if value not in (None, "", [], False)}
    if indicator.kind == Kind.CIDR:
        return Row(kind=Kind.CIDR, value=indicator.data, data=kept)
    named = f"{indicator.data} {report}"
    # As long as a row's value may be.
    value = named if len(named) <= 8000 else f"{key_of(indicator.data)} {report}"  # noqa: PLR2004
    return Row(kind=Kind(indicator.kind), value=value, data=kept, host=key_of(indicator.data))


async def look_up(
    indicator: Indicator, ctx: Context, *, also: Sequence[str] = ()
) -> tuple[list[Mapping[str, Any]], datetime]:
    """What reports say of a value, and of the networks that it is in; and the age of the copy.

    `also` are further keys that stand for the value itself, whatever the kind of their rows.
    """
    found: list[FeedAnswer] = []
    keys = {key_of(indicator.data), *also}
    if indicator.kind != Kind.CIDR:
        found.append(await ctx.feed.find_host(*sorted(keys)))
    if indicator.kind in ADDRESSES:
        found.append(await ctx.feed.find_containing(indicator.data))
    said = [
        hit.data
        for answer in found
        for hit in answer.hits
        if hit.kind in ("", indicator.kind, Kind.CIDR) or hit.value.split(" ")[0] in also
    ]
    return [data for data in said if not data.get("void")], min(a.as_of for a in found)


def answer_of(
    said: Sequence[Mapping[str, Any]], now: datetime, *, as_of: datetime | None = None
) -> Answer:
    """What reports say together. What has ended is told of, and not held against anything."""
    if not said:
        return not_found(as_of=as_of)
    said = sorted(said, key=_newest_first, reverse=True)
    current = [data for data in said if not _ended(data, now)]
    scores = [s for data in current if (s := whole(data.get("score"))) is not None]
    firsts = [t for data in said if (t := time_of(data.get("first")))]
    lasts = [t for data in said if (t := time_of(data.get("last")))]
    links = dict.fromkeys(text(data.get("link")) for data in said)
    score = max(scores, default=None)
    level = level_of(score) if current else Level.INFORMATIONAL
    return Answer(
        found=True,
        verdict=level,
        score=score,
        confidence=_confidence(current),
        tags=tuple(_all(said, "tags")),
        families=tuple(_all(current, "families")),
        first_seen=min(firsts, default=None),
        last_seen=max(lasts, default=None),
        as_of=as_of,
        links=tuple(Link("Report", url) for url in list(links)[:20] if url.startswith("http")),
        elements=(Element(ElementKind.TABLE, "Reports", _table(said, now), level),),
        raw=list(said[:SHOWN_AT_MOST]),
    )


def level_of(score: int | None) -> Level:
    """What a score means where reports say nothing else."""
    if score is None or score < SUSPICIOUS_FROM:
        return Level.INFORMATIONAL
    return Level.MALICIOUS if score >= MALICIOUS_FROM else Level.SUSPICIOUS


def tlp_of(tags: Sequence[str]) -> str:
    """The narrowest level of the Traffic Light Protocol among tags; empty for none."""
    named = [tag.lower().removeprefix("tlp:").strip() for tag in tags if tag.lower()[:4] == "tlp:"]
    return max((n for n in named if n in TLP), key=TLP.__getitem__, default="")


def is_shared(tags: Sequence[str], at_most: str) -> bool:
    """Whether what has these tags may be kept where `at_most` is the narrowest level that may."""
    return TLP.get(tlp_of(tags), 0) <= TLP.get(at_most, TLP["red"])


def _newest_first(data: Mapping[str, Any]) -> tuple[str, str]:
    return str(data.get("last") or data.get("first") or ""), str(data.get("id"))


def _ended(data: Mapping[str, Any], now: datetime) -> bool:
    ends = time_of(data.get("ends"))
    return ends is not None and ends < now


def _confidence(said: Sequence[Mapping[str, Any]]) -> int | None:
    found = [c for data in said if (c := whole(data.get("confidence"))) is not None]
    return min(max(*found, 0), 100) if found else None


def _all(said: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    return texts([item for data in said for item in data.get(name) or ()])


def _table(said: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    rows = [
        [
            text(data.get("title")),
            text(data.get("by")) or None,
            data.get("last") or data.get("first"),
            "ended" if _ended(data, now) else whole(data.get("score")),
            text(data.get("note")) or None,
        ]
        for data in said
    ]
    columns = ["Report", "By", "Last seen", "Score", "Note"]
    return {"columns": columns, "rows": rows[:SHOWN_AT_MOST]}
