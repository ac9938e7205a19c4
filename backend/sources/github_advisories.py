"""GitHub's advisories: which packages have a vulnerability, reviewed by people.

Only reviewed advisories are asked for: those that are not are copies of NVD's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    Limit,
    SecretSlot,
    Source,
    base_url,
)
from backend.sources.json_fields import shown_time, table, tables, text, texts
from backend.sources.vulnerabilities import cvss_number, paragraph, score_of, table_of, when

VERSION = "2022-11-28"
FORBIDDEN = 403
ADVISORIES = "https://github.com/advisories"
LINKS_AT_MOST = 10


class GithubAdvisories(Source):
    """Looks a vulnerability up in GitHub's database of advisories."""

    slug = "github-advisories"
    name = "GitHub Advisories"
    provider = "GitHub"
    description = (
        "Packages that have a vulnerability, and the versions that mend it, reviewed by GitHub. "
        "Without a token 60 questions an hour are allowed, with one 5,000."
    )
    url = "https://docs.github.com/en/rest/security-advisories/global-advisories"
    kinds = frozenset({Kind.CVE})
    activity = Activity.PASSIVE
    key_url = "https://github.com/settings/personal-access-tokens"
    secrets = (
        SecretSlot(
            name="token",
            help="A token of GitHub's, without any permission; more is allowed.",
            required=False,
        ),
    )
    settings = (base_url("https://api.github.com"),)
    tags = ("vulnerability",)
    cache_seconds = 12 * 3600
    limits = (Limit(count=60, seconds=3600),)
    reliability = 85
    terms = "The advisories are under CC BY 4.0: name GitHub as their source."
    known = Indicator("CVE-2021-44228", Kind.CVE)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL, its score the highest CVSS times ten; not found without an advisory."""
        base = ctx.base
        cve = indicator.data.strip().upper()
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION}
        if token := ctx.secrets.get("token"):
            headers["Authorization"] = f"Bearer {token}"
        try:
            body = await ctx.http.get_json(
                f"{base}/advisories", params={"cve_id": cve, "type": "reviewed"}, headers=headers
            )
        except HttpStatusError as error:
            raise _failure(error) from None
        if not isinstance(body, list):
            raise _invalid(base, "is no list of advisories")
        if not body:
            return not_found()
        found = [a for a in tables(body) if text(a.get("cve_id")).upper() == cve]
        if not found:
            raise _invalid(base, f"is not about {cve}")
        return _answer(found)


def _failure(error: HttpStatusError) -> HttpStatusError:
    """GitHub says 403 to who asks too often as well, and then says so in words."""
    message = _message(error.body)
    kind = error.kind
    if error.status == FORBIDDEN and "rate limit" in message.casefold():
        kind = FailureKind.RATE_LIMITED
    return HttpStatusError(
        kind,
        f"{error.detail} ({message})" if message else error.detail,
        status=error.status,
        retry_after_seconds=error.retry_after_seconds,
    )


def _message(body: str) -> str:
    try:
        return text(table(msgspec.json.decode(body)).get("message"))
    except (msgspec.DecodeError, RecursionError):
        return ""


def _invalid(base: str, what: str) -> SourceError:
    return SourceError(
        FailureKind.INVALID_ANSWER, f"the answer of {base} {what}; is it GitHub's API?"
    )


def _answer(advisories: Sequence[Mapping[str, Any]]) -> Answer:
    scores = [score for a in advisories if (score := _cvss(a)[0]) is not None]
    published = [moment for a in advisories if (moment := when(a.get("published_at")))]
    withdrawn = all(when(a.get("withdrawn_at")) for a in advisories)
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        score=score_of(max(scores, default=None)),
        tags=("withdrawn",) if withdrawn else (),
        first_seen=min(published, default=None),
        links=tuple(_links(advisories[:LINKS_AT_MOST])),
        elements=tuple(_elements(advisories)),
        raw=[dict(a) for a in advisories],
    )


def _links(advisories: Sequence[Mapping[str, Any]]) -> Iterator[Link]:
    for advisory in advisories:
        if name := text(advisory.get("ghsa_id")):
            yield Link(name, f"{ADVISORIES}/{name}")


def _cvss(advisory: Mapping[str, Any]) -> tuple[float | None, str]:
    """Score and vector, of the newest version that was scored: zero stands for none there."""
    by_version = table(advisory.get("cvss_severities"))
    given = [by_version.get("cvss_v4"), by_version.get("cvss_v3"), advisory.get("cvss")]
    for cvss in map(table, given):
        vector, score = text(cvss.get("vector_string")), cvss_number(cvss.get("score"))
        if vector and score:
            return score, vector
    return None, ""


def _elements(advisories: Sequence[Mapping[str, Any]]) -> Iterator[Element]:
    """All advisories' packages in one table; the words are those of the first."""
    first = advisories[0]
    if summary := text(first.get("summary")):
        yield Element(ElementKind.TEXT, "Summary", summary)
    if description := paragraph(first.get("description")):
        yield Element(ElementKind.TEXT, "Description", description)
    rated = [
        [text(a.get("ghsa_id")), text(a.get("severity")), _cvss(a)[0], _cvss(a)[1]]
        for a in advisories
    ]
    yield from table_of("Severity", ["Advisory", "Severity", "CVSS", "Vector"], rated)
    columns = ["Ecosystem", "Package", "Versions", "Mended in"]
    yield from table_of("Affected", columns, list(_affected(advisories)))
    weaknesses = texts([c.get("cwe_id") for a in advisories for c in tables(a.get("cwes"))])
    if weaknesses:
        yield Element(ElementKind.LIST, "Weaknesses", weaknesses)
    if references := texts(first.get("references"), at_most=20):
        yield Element(ElementKind.LIST, "References", references)
    for label, name in (("Published", "published_at"), ("Modified", "updated_at")):
        if moment := when(first.get(name)):
            yield Element(ElementKind.DATE, label, shown_time(moment))


def _affected(advisories: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    for advisory in advisories:
        for affected in tables(advisory.get("vulnerabilities")):
            package = table(affected.get("package"))
            mended = affected.get("first_patched_version")
            yield [
                text(package.get("ecosystem")),
                text(package.get("name")),
                text(affected.get("vulnerable_version_range")),
                text(mended) or text(table(mended).get("identifier")),
            ]
