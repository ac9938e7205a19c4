"""NVD: what the US National Vulnerability Database says of a vulnerability.

Its terms ask for one sentence to be shown with its data, which each answer has as an element.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    Limit,
    SecretSlot,
    Setting,
    Source,
)
from backend.sources.json_fields import shown_time, table, tables, text, texts, whole
from backend.sources.vulnerabilities import cvss_number, paragraph, score_of, table_of, when

NOTICE = "This product uses data from the NVD API but is not endorsed or certified by the NVD."
PAGE = "https://nvd.nist.gov/vuln/detail/"
METRICS = ("cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2")
TOO_MANY, NO_SUCH_KEY = 403, 404
WINDOW_SECONDS = 30.0
LINKS_AT_MOST = 20
REJECTED = "Rejected"


class Nvd(Source):
    """Looks a vulnerability up in NVD's API, version 2.0."""

    slug = "nvd"
    name = "NVD"
    provider = "NIST"
    description = (
        "Description, CVSS, weaknesses and affected products of a vulnerability. Without a key 5 "
        "questions in 30 s are allowed, with a free one 50."
    )
    url = "https://nvd.nist.gov/developers/vulnerabilities"
    kinds = frozenset({Kind.CVE})
    activity = Activity.PASSIVE
    key_url = "https://nvd.nist.gov/developers/request-an-api-key"
    secrets = (
        SecretSlot(name="api_key", help="Key of NVD's API; more is allowed.", required=False),
    )
    settings = (
        Setting(
            name="base_url",
            default="https://services.nvd.nist.gov/rest/json",
            help="Address of the API, or of a mirror of it.",
        ),
    )
    tags = ("vulnerability",)
    cache_seconds = 12 * 3600
    # NVD is slow when it has much to do.
    deadline_seconds = 20.0
    limits = (Limit(count=5, seconds=30),)
    reliability = 90
    terms = f"Public domain; what shows its data must say: {NOTICE}"
    known = Indicator("CVE-2021-44228", Kind.CVE)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL with CVSS times ten as score; MALICIOUS where it is known as exploited."""
        base = ctx.base
        cve = indicator.data.strip().upper()
        key = ctx.secrets.get("api_key", "")
        try:
            body = await ctx.http.get_json(
                f"{base}/cves/2.0", params={"cveId": cve}, headers={"apiKey": key} if key else None
            )
        except HttpStatusError as error:
            raise _failure(error, with_key=bool(key)) from None
        found = table(body).get("vulnerabilities")
        if not isinstance(found, list):
            raise _invalid(base, "has no list of vulnerabilities")
        if not found:
            if whole(table(body).get("totalResults")) != 0:
                raise _invalid(base, "is empty, and does not say that there is nothing")
            return not_found()
        known = [table(item.get("cve")) for item in tables(found)]
        entry = next((e for e in known if text(e.get("id")).upper() == cve), None)
        if entry is None:
            raise _invalid(base, f"is not about {cve}")
        return _answer(cve, entry)


def _failure(error: HttpStatusError, *, with_key: bool) -> HttpStatusError:
    """NVD says 403 to who asks too often, and 404 to a key that it does not know."""
    kind, detail, wait = error.kind, error.detail, error.retry_after_seconds
    if error.status == TOO_MANY:
        kind, wait = FailureKind.RATE_LIMITED, wait or WINDOW_SECONDS
        detail = f"{detail} (NVD answers so when it was asked too often)"
    elif error.status == NO_SUCH_KEY and with_key:
        kind = FailureKind.UNAUTHORIZED
        detail = f"{detail} (NVD answers so when it does not know the key)"
    return HttpStatusError(kind, detail, status=error.status, retry_after_seconds=wait)


def _invalid(base: str, what: str) -> SourceError:
    return SourceError(FailureKind.INVALID_ANSWER, f"the answer of {base} {what}; is it NVD's API?")


def _answer(cve: str, entry: Mapping[str, Any]) -> Answer:
    cvss = _cvss(entry)
    exploited = when(entry.get("cisaExploitAdd"))
    rejected = text(entry.get("vulnStatus")) == REJECTED
    tags = [name for name, holds in (("exploited", exploited), ("rejected", rejected)) if holds]
    score = 100 if exploited else score_of(cvss_number(cvss.get("baseScore")))
    return Answer(
        found=True,
        verdict=Level.MALICIOUS if exploited else Level.INFORMATIONAL,
        score=score,
        tags=tuple(tags),
        first_seen=when(entry.get("published")),
        links=(Link("NVD", PAGE + cve),),
        elements=tuple(_elements(entry, cvss)),
        raw=dict(entry),
    )


def _cvss(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The newest version's score, NVD's own before that of who reported it; empty if none.

    Version 2 has the word of its severity beside the other facts.
    """
    metrics = table(entry.get("metrics"))
    for name in METRICS:
        given = sorted(tables(metrics.get(name)), key=lambda m: m.get("type") != "Primary")
        for metric in given:
            data = table(metric.get("cvssData"))
            if cvss_number(data.get("baseScore")) is not None:
                severity = data.get("baseSeverity") or metric.get("baseSeverity")
                return {**data, "baseSeverity": severity, "source": metric.get("source")}
    return {}


def _elements(entry: Mapping[str, Any], cvss: Mapping[str, Any]) -> Iterator[Element]:
    if status := text(entry.get("vulnStatus")):
        yield Element(ElementKind.TEXT, "Status", status)
    if description := _english(entry.get("descriptions")):
        yield Element(ElementKind.TEXT, "Description", description)
    if cvss:
        facts = {
            "Score": f"{cvss_number(cvss['baseScore']):.1f}",
            "Severity": text(cvss.get("baseSeverity")),
            "Version": text(cvss.get("version")),
            "Vector": text(cvss.get("vectorString")),
            "By": text(cvss.get("source")),
        }
        shown = [{"key": key, "value": value} for key, value in facts.items() if value]
        yield Element(ElementKind.KEY_VALUES, "CVSS", shown)
    yield from _exploited(entry)
    described = [_english(w.get("description")) for w in tables(entry.get("weaknesses"))]
    if weaknesses := texts(described):
        yield Element(ElementKind.LIST, "Weaknesses", weaknesses)
    yield from table_of("Affected", ["Product", "From", "Until"], list(_affected(entry)))
    references = [
        [text(r.get("url")), ", ".join(texts(r.get("tags")))]
        for r in tables(entry.get("references"))
    ]
    yield from table_of("References", ["Address", "What it is"], references[:LINKS_AT_MOST])
    for label, name in (("Published", "published"), ("Modified", "lastModified")):
        if moment := when(entry.get(name)):
            yield Element(ElementKind.DATE, label, shown_time(moment))
    yield Element(ElementKind.TEXT, "Notice", NOTICE)


def _exploited(entry: Mapping[str, Any]) -> Iterator[Element]:
    """What NVD repeats of CISA's catalogue."""
    if since := when(entry.get("cisaExploitAdd")):
        label = "Known to be exploited since"
        yield Element(ElementKind.DATE, label, shown_time(since), Level.MALICIOUS)
        if action := text(entry.get("cisaRequiredAction")):
            yield Element(ElementKind.TEXT, "Required action", action)


def _english(descriptions: Any) -> str:
    given = tables(descriptions)
    english = [d for d in given if text(d.get("lang")).startswith("en")]
    return paragraph(english[0].get("value")) if english else ""


def _affected(entry: Mapping[str, Any]) -> Iterator[list[str]]:
    """Products by the names of CPE, with the versions that are vulnerable."""
    for configuration in tables(entry.get("configurations")):
        for node in tables(configuration.get("nodes")):
            for match in tables(node.get("cpeMatch")):
                if match.get("vulnerable") is True:
                    yield [
                        text(match.get("criteria")),
                        _bound(match, "versionStart", ""),
                        _bound(match, "versionEnd", "before "),
                    ]


def _bound(match: Mapping[str, Any], name: str, before: str) -> str:
    including, excluding = text(match.get(f"{name}Including")), text(match.get(f"{name}Excluding"))
    if including:
        return including
    return f"{before or 'after '}{excluding}" if excluding else ""
