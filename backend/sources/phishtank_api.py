"""PhishTank's API: whether a URL was reported as phishing, and whether people have verified it."""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    SecretSlot,
    Setting,
    Source,
    base_url,
)
from backend.sources.json_fields import (
    error_body,
    expected_table,
    key_values,
    table,
    text,
    time_of,
)

OVER_LIMIT = 509
YES = frozenset({"yes", "y", "true"})


class PhishTankApi(Source):
    """Asks PhishTank about a URL."""

    slug = "phishtank-api"
    name = "PhishTank API"
    provider = "Cisco Talos"
    description = (
        "Whether a URL was reported to PhishTank, also when it was not verified yet. New keys are "
        "not given, and without one only few questions are answered: the source PhishTank looks "
        "into a local copy instead."
    )
    url = "https://www.phishtank.com/api_info.php"
    kinds = frozenset({Kind.URL})
    activity = Activity.PASSIVE
    key_url = "https://www.phishtank.com/api_register.php"
    secrets = (
        SecretSlot(
            name="app_key",
            help="Application key of PhishTank; optional.",
            required=False,
        ),
    )
    settings = (
        base_url("https://checkurl.phishtank.com/checkurl"),
        Setting(
            name="username",
            default="indicator-aggregator",
            help="Name at PhishTank, which it asks to be told with each question.",
        ),
    )
    tags = ("phishing", "urls")
    enabled = False
    cache_seconds = 6 * 3600
    reliability = 80
    terms = "PhishTank asks to be asked before its data are passed on."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS when verified, SUSPICIOUS when only reported."""
        form = {"url": indicator.data, "format": "json"}
        if key := ctx.secrets.get("app_key"):
            form["app_key"] = key
        try:
            body = await ctx.http.post_json(
                f"{str(ctx.settings['base_url']).rstrip('/')}/",
                form=form,
                headers={"User-Agent": f"phishtank/{ctx.settings['username']}"},
            )
        except HttpStatusError as error:
            kind = FailureKind.RATE_LIMITED if error.status == OVER_LIMIT else None
            raise error.saying(text(error_body(error.body).get("errortext")), kind) from None
        answer = expected_table(body, "PhishTank")
        status = text(table(answer.get("meta")).get("status"))
        results = answer.get("results")
        if status != "success" or not isinstance(results, dict):
            said = text(answer.get("errortext")) or f"the status {status or 'none'}"
            raise SourceError(
                FailureKind.INVALID_ANSWER, f"PhishTank answered {said} and no results"
            )
        if not isinstance(results.get("in_database"), bool):
            raise SourceError(
                FailureKind.INVALID_ANSWER, "PhishTank did not say whether it has the URL"
            )
        return _answer(results) if results["in_database"] else not_found()


def _is_yes(value: Any) -> bool:
    return value is True or text(value).casefold() in YES


def _answer(results: Mapping[str, Any]) -> Answer:
    """What was verified and found to be no phishing is not benign for that."""
    verified, valid = _is_yes(results.get("verified")), _is_yes(results.get("valid"))
    level, score = Level.SUSPICIOUS, 50
    if verified:
        level, score = (Level.MALICIOUS, 90) if valid else (Level.UNKNOWN, 10)
    page = text(results.get("phish_detail_page"))
    return Answer(
        found=True,
        verdict=level,
        score=score,
        confidence=90 if verified else 40,
        tags=("phishing",) if valid or not verified else (),
        last_seen=time_of(results.get("verified_at")),
        links=(Link("PhishTank", page),) if page.startswith(("https://", "http://")) else (),
        elements=tuple(_elements(results, level, verified=verified, valid=valid)),
        raw=dict(results),
    )


def _elements(
    results: Mapping[str, Any], level: Level, *, verified: bool, valid: bool
) -> Iterator[Element]:
    said = "reported, not verified"
    if verified:
        said = "verified as phishing" if valid else "verified to be no phishing"
    yield Element(ElementKind.TEXT, "Phishing", said, level)
    facts = {"Number": results.get("phish_id"), "Verified at": results.get("verified_at")}
    if shown := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Facts", shown)
