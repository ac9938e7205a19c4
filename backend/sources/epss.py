"""EPSS: how probable it is that a vulnerability is exploited within the next 30 days.

The file is CSV below one comment line, `#model_version:v2025.03.14,score_date:2026-01-02T…`, and
comes anew each day. It has a line for every published vulnerability, some 300,000.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from backend.models.answers import Answer, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedFormatError,
    FeedPart,
    Row,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.feed_text import data_lines, read_lines, shown
from backend.sources.vulnerabilities import epss_elements, fraction, when

HEADER = "cve,epss,percentile"
EXPECTED = f"EPSS scores as CSV: a line of the model, then {HEADER}"
CVE = re.compile(r"^CVE-\d{4}-\d{4,}$", re.IGNORECASE | re.ASCII)
ABOUT = "https://www.first.org/epss/"
TERMS = "Free for everybody, commercial use included; FIRST asks to be named as the source."


def sniff(head: bytes) -> bool:
    """Whether the first line that is no comment is the header."""
    lines = data_lines(head, ("#",))
    return bool(lines) and lines[0].replace(" ", "") == HEADER


def parse(stream: BinaryIO) -> Iterator[Row]:
    """One row for each vulnerability, with the model and the day of the scores."""
    about: dict[str, str] = {}
    header = False
    for number, line in read_lines(stream):
        text = line.strip()
        if text.startswith("#"):
            about = about or _about(text)
        elif text and not header:
            if text.replace(" ", "") != HEADER:
                raise FeedFormatError(f"line {number}: expected {HEADER}, found {shown(text)}")
            header = True
        elif text:
            yield _row(number, text, about)


def _about(comment: str) -> dict[str, str]:
    """Model and day of the scores, of the comment line."""
    pairs = [part.partition(":") for part in comment.lstrip("# ").split(",")]
    said = {name.strip(): value.strip() for name, _, value in pairs}
    found: dict[str, str] = {}
    if model := said.get("model_version"):
        found["model"] = model
    if date := when(said.get("score_date")):
        found["date"] = date.isoformat()
    return found


def _row(number: int, line: str, about: dict[str, str]) -> Row:
    fields = [field.strip() for field in line.split(",")]
    numbers = [fraction(field) for field in fields[1:]]
    good = len(numbers) == 2 and all(n is not None and 0 <= n <= 1 for n in numbers)  # noqa: PLR2004
    if not good or not CVE.match(fields[0]):
        raise FeedFormatError(
            f"line {number}: expected a CVE and two numbers from 0 to 1, found {shown(line)}"
        )
    data: dict[str, Any] = {"epss": numbers[0], "percentile": numbers[1], **about}
    return Row(kind=Kind.CVE, value=fields[0].upper(), data=data)


class Epss(Source):
    """Says how probable it is that a vulnerability is exploited soon, from the daily file."""

    slug = "epss"
    name = "EPSS"
    provider = "FIRST"
    description = (
        "How probable it is that a vulnerability is exploited within 30 days, for every published "
        "one, from a file of each day."
    )
    url = ABOUT
    kinds = frozenset({Kind.CVE})
    activity = Activity.LOCAL
    tags = ("vulnerability", "feed")
    reliability = 80
    terms = TERMS
    known = Indicator("CVE-2021-44228", Kind.CVE)
    settings = (
        Setting(
            name="scores_url",
            default="https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
            help="Where the scores are downloaded from; empty: they are only imported.",
        ),
        max_age_hours(24 * 7),
    )
    feed = (
        FeedPart(
            name="scores", url_setting="scores_url", expected=EXPECTED, sniff=sniff, parse=parse
        ),
    )
    refresh_seconds = 24 * 3600
    max_age_seconds = 7 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL, with the probability in percent as its score."""
        looked = await ctx.feed.find(Kind.CVE, indicator.data.strip().upper())
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        hit = looked.hits[0]
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            score=round(hit.data["epss"] * 100),
            as_of=hit.as_of,
            links=(Link("EPSS", ABOUT),),
            elements=tuple(epss_elements(hit.data)),
            raw=dict(hit.data),
        )
