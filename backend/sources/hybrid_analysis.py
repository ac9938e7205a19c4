"""Hybrid Analysis: what its sandbox saw of a file, or which files were at a name, address or URL.

It only looks up. Nothing is ever submitted.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    KeyNeed,
    Limit,
    SecretSlot,
    Source,
    base_url,
)
from backend.sources.json_fields import (
    error_body,
    expected_table,
    expected_tables,
    key_values,
    tables,
    text,
    texts,
    time_of,
    whole,
)

WHO = "Hybrid Analysis"
TERMS_OF = {Kind.DOMAIN: "domain", Kind.IPV4: "host", Kind.IPV6: "host", Kind.URL: "url"}
MISS, UNFIT = 404, 400
VERDICTS = {
    "malicious": (Level.MALICIOUS, 85),
    "suspicious": (Level.SUSPICIOUS, 55),
    "no specific threat": (Level.UNKNOWN, 10),
    "no verdict": (Level.UNKNOWN, 0),
    "whitelisted": (Level.BENIGN, 0),
}
WORST_FIRST = tuple(VERDICTS)
# Malware asks harmless places too, such as those that tell one's address.
CONTACTED = (Level.SUSPICIOUS, 50)
ROWS_AT_MOST = 100


class HybridAnalysis(Source):
    """Looks a file, or what files were in touch with, up in the public reports."""

    slug = "hybrid-analysis"
    name = "Hybrid Analysis"
    provider = "CrowdStrike"
    description = (
        "What the sandbox of Hybrid Analysis saw of a file, or which files were in touch with a "
        "name, an address or a URL. It is only looked up, nothing is submitted; a key is given "
        "after a check of who asks for it."
    )
    url = "https://hybrid-analysis.com/docs/api/v2"
    kinds = frozenset({Kind.MD5, Kind.SHA1, Kind.SHA256, *TERMS_OF})
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://hybrid-analysis.com/my-account?tab=%23api-key-tab"
    secrets = (SecretSlot(name="api_key", help="API key of an account at Hybrid Analysis."),)
    settings = (base_url("https://hybrid-analysis.com/api/v2"),)
    tags = ("malware", "sandbox")
    deadline_seconds = 20.0
    cache_seconds = 24 * 3600
    # 200 a minute and 2,000 an hour, of which a question about a hash takes two.
    limits = (Limit(count=100, seconds=60), Limit(count=1000, seconds=3600))
    reliability = 75
    terms = "Free with an account; the API's terms of Hybrid Analysis hold."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A file by the sandbox's verdict; what malware was in touch with is SUSPICIOUS."""
        if indicator.kind in TERMS_OF:
            return await _terms(indicator, ctx)
        sha256 = indicator.data
        if indicator.kind != Kind.SHA256:
            found = await _get(ctx, "search/hash", {"hash": indicator.data})
            if found is None:
                return not_found()
            hashes = texts(expected_table(found, WHO).get("sha256s"))
            if "sha256s" not in found:
                raise SourceError(FailureKind.INVALID_ANSWER, f"{WHO} answered without sha256s")
            if not hashes:
                return not_found()
            sha256 = hashes[0]
        overview = await _get(ctx, f"overview/{quote(sha256, safe='')}")
        if overview is None:
            return not_found()
        return _file(expected_table(overview, WHO))


async def _get(ctx: Context, path: str, params: Mapping[str, str] | None = None) -> Any:
    """What is answered; None for a file that is not known."""
    try:
        return await ctx.http.get_json(f"{_base(ctx)}/{path}", params=params, headers=_headers(ctx))
    except HttpStatusError as error:
        said = text(error_body(error.body).get("message"))
        if error.status == MISS and said:
            return None
        raise _refused(error, said) from None


def _base(ctx: Context) -> str:
    return ctx.base


def _headers(ctx: Context) -> dict[str, str]:
    """The vendor asks for this name of the client, whoever it is."""
    return {"api-key": ctx.secrets["api_key"], "User-Agent": "Falcon Sandbox"}


def _refused(error: HttpStatusError, said: str) -> HttpStatusError:
    return error.saying(said, FailureKind.REQUEST_ERROR if error.status == UNFIT else None)


def _verdict(word: str) -> tuple[Level, int]:
    return VERDICTS.get(word, VERDICTS["no verdict"])


def _file(overview: Mapping[str, Any]) -> Answer:
    if not text(overview.get("sha256")):
        raise SourceError(FailureKind.INVALID_ANSWER, f"{WHO} answered without a file's sha256")
    word = text(overview.get("verdict")).casefold()
    level, score = _verdict(word)
    threat = whole(overview.get("threat_score"))
    if threat is not None and level in (Level.MALICIOUS, Level.SUSPICIOUS):
        score = max(0, min(threat, 100))
    family = text(overview.get("vx_family"))
    page = f"https://hybrid-analysis.com/sample/{quote(text(overview.get('sha256')), safe='')}"
    return Answer(
        found=True,
        verdict=level,
        score=score,
        confidence=80,
        tags=tuple(tag.removeprefix("#") for tag in texts(overview.get("tags"))),
        families=(family,) if family else (),
        last_seen=time_of(overview.get("analysis_start_time")),
        links=(Link(WHO, page),),
        elements=tuple(_file_elements(overview, word, level)),
        raw=dict(overview),
    )


def _file_elements(overview: Mapping[str, Any], word: str, level: Level) -> Iterator[Element]:
    yield Element(ElementKind.TEXT, "Verdict", word or "none", level)
    size = whole(overview.get("size"))
    facts = {
        "Threat score": overview.get("threat_score"),
        "Family": overview.get("vx_family"),
        "Detected by engines (%)": overview.get("multiscan_result"),
        "Name": overview.get("last_file_name"),
        "Type": overview.get("type"),
        "Size": f"{size} bytes" if size is not None else None,
        "Analysed": overview.get("analysis_start_time"),
        "SHA256": overview.get("sha256"),
    }
    yield Element(ElementKind.KEY_VALUES, "File", key_values(facts))
    if names := texts(overview.get("other_file_name")):
        yield Element(ElementKind.LIST, "Other names", names)
    rows = [
        [text(s.get("name")), text(s.get("status")), whole(s.get("percent"))]
        for s in tables(overview.get("scanners"))[:ROWS_AT_MOST]
    ]
    if rows:
        columns = ["Scanner", "Says", "Engines (%)"]
        yield Element(ElementKind.TABLE, "Scanners", {"columns": columns, "rows": rows})


async def _terms(indicator: Indicator, ctx: Context) -> Answer:
    try:
        body = await ctx.http.post_json(
            f"{_base(ctx)}/search/terms",
            form={TERMS_OF[Kind(indicator.kind)]: indicator.data},
            headers=_headers(ctx),
        )
    except HttpStatusError as error:
        raise _refused(error, text(error_body(error.body).get("message"))) from None
    answer = expected_table(body, WHO)
    reports = expected_tables(answer.get("result"), f"{WHO} (result)")
    if not reports:
        return not_found(raw=dict(answer))
    reports = sorted(reports, key=_rank)
    # A URL that was itself opened in the sandbox; else files that were in touch with it.
    own = [r for r in reports if _is_of_url(r)] if indicator.kind == Kind.URL else []
    level, score = _judged((own or reports)[0], own=bool(own))
    times = [t for r in reports if (t := time_of(r.get("analysis_start_time")))]
    families = (text(report.get("vx_family")) for report in reports)
    return Answer(
        found=True,
        verdict=level,
        score=score,
        confidence=70 if own else 40,
        families=tuple(dict.fromkeys(filter(None, families)))[:20],
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
        elements=tuple(_term_elements(answer, reports, level, own=bool(own))),
        raw=dict(answer),
    )


def _rank(report: Mapping[str, Any]) -> tuple[int, int]:
    word = text(report.get("verdict")).casefold()
    worst = WORST_FIRST.index(word) if word in VERDICTS else len(WORST_FIRST)
    return worst, -(whole(report.get("threat_score")) or 0)


def _is_of_url(report: Mapping[str, Any]) -> bool:
    return text(report.get("type_short")) == "url"


def _judged(worst: Mapping[str, Any], *, own: bool) -> tuple[Level, int]:
    level, score = _verdict(text(worst.get("verdict")).casefold())
    if own:
        return level, score
    return CONTACTED if level in (Level.MALICIOUS, Level.SUSPICIOUS) else (Level.UNKNOWN, 0)


def _term_elements(
    answer: Mapping[str, Any], reports: list[Mapping[str, Any]], level: Level, *, own: bool
) -> Iterator[Element]:
    count = whole(answer.get("count")) or len(reports)
    what = "Reports on this URL" if own else "Files that were in touch with it"
    yield Element(ElementKind.NUMBER, what, count, level)
    names = ("verdict", "submit_name", "vx_family", "type_short", "analysis_start_time", "sha256")
    rows = [
        [whole(report.get("threat_score")), *(text(report.get(name)) for name in names)]
        for report in reports[:ROWS_AT_MOST]
    ]
    columns = ["Score", "Verdict", "Name", "Family", "Type", "Analysed", "SHA256"]
    yield Element(ElementKind.TABLE, "Reports", {"columns": columns, "rows": rows})
