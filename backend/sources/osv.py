"""OSV: which packages of which ecosystems a vulnerability is in, and which versions mend it."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    Source,
    base_url,
)
from backend.sources.json_fields import shown_time, table, tables, text, texts, whole
from backend.sources.vulnerabilities import (
    cvss3_base,
    paragraph,
    score_of,
    table_of,
    when,
)

PAGE = "https://osv.dev/vulnerability/"
NOT_THERE = 404
NO_SUCH_BUG = 5  # gRPC's NOT_FOUND, which the body has
# The newest first: only of version 3 is the score made of the vector here.
VECTORS = ("CVSS_V4", "CVSS_V3", "CVSS_V2")


class Osv(Source):
    """Looks a vulnerability up in OSV's API."""

    slug = "osv"
    name = "OSV"
    provider = "OSV"
    description = (
        "Packages that have a vulnerability, in all ecosystems of open source, and the versions "
        "that mend it."
    )
    url = "https://google.github.io/osv.dev/api/"
    kinds = frozenset({Kind.CVE})
    activity = Activity.PASSIVE
    tags = ("vulnerability",)
    settings = (base_url("https://api.osv.dev/v1"),)
    cache_seconds = 12 * 3600
    reliability = 80
    terms = "Free; the records are under the licences of who wrote them, most of them CC BY 4.0."
    known = Indicator("CVE-2021-44228", Kind.CVE)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL; its score is CVSS times ten where OSV has a vector of version 3."""
        base = ctx.base
        cve = indicator.data.strip().upper()
        try:
            body = table(await ctx.http.get_json(f"{base}/vulns/{cve}"))
        except HttpStatusError as error:
            if error.status == NOT_THERE and _code(error.body) == NO_SUCH_BUG:
                return not_found()
            raise
        names = [text(body.get("id")), *texts(body.get("aliases"))]
        if cve not in (name.upper() for name in names):
            raise SourceError(
                FailureKind.INVALID_ANSWER,
                f"the answer of {base} is not about {cve}; is it OSV's API?",
            )
        return _answer(body)


def _code(body: str) -> int | None:
    try:
        return whole(table(msgspec.json.decode(body)).get("code"))
    except (msgspec.DecodeError, RecursionError):
        return None


def _answer(entry: Mapping[str, Any]) -> Answer:
    vectors = _vectors(entry)
    withdrawn = when(entry.get("withdrawn"))
    return Answer(
        found=True,
        verdict=Level.INFORMATIONAL,
        score=score_of(cvss3_base(vectors.get("CVSS_V3", ""))),
        tags=("withdrawn",) if withdrawn else (),
        first_seen=when(entry.get("published")),
        links=(Link("OSV", PAGE + text(entry.get("id"))),),
        elements=tuple(_elements(entry, vectors)),
        raw=dict(entry),
    )


def _vectors(entry: Mapping[str, Any]) -> dict[str, str]:
    """The vectors by their versions; of some records only the packages have them."""
    said = tables(entry.get("severity"))
    for affected in tables(entry.get("affected")):
        said = said or tables(affected.get("severity"))
    found = {text(s.get("type")): text(s.get("score")) for s in said}
    return {name: found[name] for name in VECTORS if found.get(name)}


def _elements(entry: Mapping[str, Any], vectors: Mapping[str, str]) -> Iterator[Element]:
    if summary := text(entry.get("summary")):
        yield Element(ElementKind.TEXT, "Summary", summary)
    if details := paragraph(entry.get("details")):
        yield Element(ElementKind.TEXT, "Description", details)
    facts = dict(vectors)
    if severity := text(table(entry.get("database_specific")).get("severity")):
        facts = {"Severity": severity, **facts}
    if (base := cvss3_base(vectors.get("CVSS_V3", ""))) is not None:
        facts["Score by version 3"] = f"{base:.1f}"
    if facts:
        shown = [{"key": key, "value": value} for key, value in facts.items()]
        yield Element(ElementKind.KEY_VALUES, "CVSS", shown)
    columns = ["Ecosystem", "Package", "From", "Mended in"]
    yield from table_of("Affected", columns, list(_affected(entry)))
    if aliases := texts([*texts(entry.get("aliases")), *texts(entry.get("related"))]):
        yield Element(ElementKind.LIST, "Also known as", aliases)
    if weaknesses := texts(table(entry.get("database_specific")).get("cwe_ids")):
        yield Element(ElementKind.LIST, "Weaknesses", weaknesses)
    references = [
        [text(r.get("url")), text(r.get("type"))] for r in tables(entry.get("references"))
    ]
    yield from table_of("References", ["Address", "What it is"], references)
    for label in ("Published", "Modified", "Withdrawn"):
        if moment := when(entry.get(label.lower())):
            yield Element(ElementKind.DATE, label, shown_time(moment))


def _affected(entry: Mapping[str, Any]) -> Iterator[list[str]]:
    """Each package with its ranges; what has no package is a repository, by commits."""
    for affected in tables(entry.get("affected")):
        package = table(affected.get("package"))
        ranges = tables(affected.get("ranges"))
        name, ecosystem = text(package.get("name")), text(package.get("ecosystem"))
        if not ranges and name:
            yield [ecosystem, name, ", ".join(texts(affected.get("versions"), at_most=10)), ""]
        for span in ranges:
            events = tables(span.get("events"))
            introduced = texts([e.get("introduced") for e in events])
            fixed = texts([e.get("fixed") for e in events])
            until = [f"after {last}" for last in texts([e.get("last_affected") for e in events])]
            where = name or text(span.get("repo"))
            if where:
                kind = ecosystem or text(span.get("type"))
                yield [kind, where, ", ".join(introduced), ", ".join(fixed or until)]
